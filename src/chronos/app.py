"""Composition root: Settings in; database, providers and queue out."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path

import procrastinate

from chronos.config import Settings
from chronos.db import Database, embedded, migrate
from chronos.errors import Invalid, ProviderError
from chronos.jobs import build_queue
from chronos.members import Tokens
from chronos.operations.upkeep import Means, register_upkeep
from chronos.pipeline.tasks import register_stages
from chronos.pipeline.worker import running_worker
from chronos.providers.embedding import Embedder
from chronos.providers.models import model_path
from chronos.providers.objects import ObjectStore
from chronos.providers.reranking import RERANKING_MODELS, Reranker
from chronos.providers.speech import Transcriber
from chronos.search import Engine, MomentCache
from chronos.storage.sign_link import Links
from chronos.videos.fetch.download import Fetcher


class App:
    """Everything that rooms are given. Models are loaded on first use; loading takes seconds and blocks."""

    def __init__(self, settings: Settings, database_url: str, owner_url: str | None = None) -> None:
        """`database_url`: what the application logs in as; `owner_url`: what upkeep does, None: there is no upkeep."""
        if settings.language_model != "extractive":
            raise Invalid(
                f"CHRONOS_LANGUAGE_MODEL={settings.language_model} is not known; this version has `extractive`.",
                code="setting_invalid",
            )
        self.settings = settings
        self._transcriber: Transcriber | None = None
        self._embedder: Embedder | None = None
        self._reranker: Reranker | None = None
        self._cache = MomentCache()
        self._loading = threading.Lock()  # two threads that want a model load it once
        self.db = Database(database_url)
        self.queue: procrastinate.App = build_queue(database_url)
        register_stages(self.queue, self.db, self)
        if owner_url is not None:
            register_upkeep(self.queue, Means(self.db, self, settings.home, owner_url))

    @cached_property
    def tokens(self) -> Tokens:
        """Mints and checks tokens."""
        return Tokens(self.settings.signing_key())

    @cached_property
    def links(self) -> Links:
        """Makes and checks signed links."""
        return Links(self.settings.signing_key())

    @cached_property
    def fetcher(self) -> Fetcher:
        """Fetches files by their address."""
        return Fetcher(allowed=self.settings.import_places)

    @property
    def incoming(self) -> Path:
        """Where files lie until they are whole."""
        return self.settings.home / "incoming"

    @cached_property
    def objects(self) -> ObjectStore:
        """Where files are kept."""
        return ObjectStore(self.settings.storage_url, self.settings.home)

    @property
    def transcriber(self) -> Transcriber:
        """Speech to words. Raises Invalid for a name that is not known, ProviderError when the model is missing."""
        with self._loading:
            if self._transcriber is None:
                self._transcriber = self._load_transcriber()
            return self._transcriber

    @property
    def embedder(self) -> Embedder:
        """Texts to vectors. Raises Invalid for a name that is not known, ProviderError when the model is missing."""
        with self._loading:
            if self._embedder is None:
                self._embedder = self._load_embedder()
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """Question and passages to scores; None when none is set. Raises as `embedder` does."""
        if self.settings.reranker is None:
            return None
        with self._loading:
            if self._reranker is None:
                self._reranker = self._load_reranker(self.settings.reranker)
            return self._reranker

    @property
    def engine(self) -> Engine:
        """What searching takes. Raises as `embedder` does."""
        return Engine(self.embedder, reranker=self.reranker, cache=self._cache)

    def _load_transcriber(self) -> Transcriber:
        engine, _, model = self.settings.transcriber.partition(":")
        if engine != "whisper" or not model:
            raise Invalid(
                f"CHRONOS_TRANSCRIBER={self.settings.transcriber} is not known; use e.g. whisper:base.",
                code="setting_invalid",
            )
        from chronos.providers.speech.whisper import Whisper  # heavy, and only workers need it

        directory = Path(model) if Path(model).is_dir() else model_path(self.settings.home, f"whisper-{model}")
        return Whisper(directory, name=self.settings.transcriber, threads=self.settings.threads)

    def _load_embedder(self) -> Embedder:
        if self.settings.embedder != "minilm":
            raise Invalid(
                f"CHRONOS_EMBEDDER={self.settings.embedder} is not known; this version has `minilm`.",
                code="setting_invalid",
            )
        from chronos.providers.embedding.minilm import MiniLM  # heavy, and only search and workers need it

        return MiniLM(model_path(self.settings.home, "minilm"), threads=self.settings.threads)

    def _load_reranker(self, wanted: str) -> Reranker:
        kind, _, name = wanted.partition(":")
        if not name or kind not in ("onnx", "hub") or (kind == "hub" and name not in RERANKING_MODELS):
            known = ", ".join(f"hub:{model}" for model in RERANKING_MODELS)
            raise Invalid(
                f"CHRONOS_RERANKER={wanted} is not known; use {known}, or onnx: and a directory.",
                code="setting_invalid",
            )
        from chronos.providers.reranking.cross_encoder import CrossEncoder  # heavy, and off by default

        directory = Path(name).expanduser() if kind == "onnx" else model_path(self.settings.home, name)
        return CrossEncoder(directory, name=wanted, threads=self.settings.threads)

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """A worker that runs for as long as the block does."""
        async with running_worker(self.queue, self.db):
            yield


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """The application with its database connected; the embedded server is started if it is the one to use."""
    await bring_up_to_date(settings)
    app = App(
        settings, await asyncio.to_thread(login_url, settings), owner_url=await asyncio.to_thread(owner_url, settings)
    )
    await app.db.open()
    try:
        yield app
    finally:
        await app.db.close()


async def bring_up_to_date(settings: Settings) -> None:
    """The embedded server is ours to bring up to date; somebody's own database is theirs."""
    url = await asyncio.to_thread(owner_url, settings)
    migrations = migrate.load_migrations()
    missing = [state.name for state in await migrate.status(url, migrations) if not state.in_database]
    if not missing and not await migrate.queue_is_behind(url):
        return
    if settings.database_url is not None:
        lacking = (
            f"lacks {len(missing)} of Chronos's migrations" if missing else "has an older version of the job queue"
        )
        raise ProviderError(f"The database {lacking}: run `chronos db push`.", code="database_not_migrated")
    await migrate.push(url, migrations)


def login_url(settings: Settings) -> str:
    """What the application logs in as. Starts the embedded server when no database is set."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded.start(settings.home / "postgres").url("authenticator")


def owner_url(settings: Settings) -> str:
    """What migrations run as. Starts the embedded server when no database is set."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded.start(settings.home / "postgres").url("postgres")
