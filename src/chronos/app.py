"""Composition root: Settings in; database, providers and queue out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path

from chronos.chat import Answerer
from chronos.config import Settings
from chronos.db import Database, embedded, migrate, named_session
from chronos.errors import ProviderError
from chronos.jobs import Queue, build_queue
from chronos.members import Tokens
from chronos.operations.upkeep import Means, register_upkeep
from chronos.pipeline import register_stages, running_worker
from chronos.providers.choose import Names, choose_providers
from chronos.providers.embedding import Embedder
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber
from chronos.search import Engine, SearchCache
from chronos.storage import INCOMING, Links, UploadFolder
from chronos.videos import Fetcher


class App:
    """Everything that rooms need, composed from Settings. Models load on first use, which takes seconds and blocks."""

    def __init__(self, settings: Settings, database_url: str, owner_url: str | None = None) -> None:
        """Compose the application; it logs in with `database_url`, upkeep with `owner_url` (None: no upkeep).

        Raises Invalid (setting_invalid) for a setting that names an unknown provider.
        """
        self.settings = settings
        self.providers = choose_providers(_names(settings), settings.home, settings.threads)
        self.search_cache = SearchCache()
        self.uploads = UploadFolder(settings.home)
        self.db = Database(database_url)
        self.queue: Queue = build_queue(database_url, self.db.outage)
        register_stages(self.queue, self.db, self)
        if owner_url is not None:
            register_upkeep(self.queue, Means(self.db, self, settings.home, owner_url))

    @cached_property
    def tokens(self) -> Tokens:
        """Mints and verifies tokens."""
        return Tokens(self.settings.signing_key())

    @cached_property
    def links(self) -> Links:
        """Signs and verifies links."""
        return Links(self.settings.signing_key())

    @cached_property
    def fetcher(self) -> Fetcher:
        """Downloads files from public addresses."""
        return Fetcher(allowed=self.settings.import_places)

    @property
    def incoming(self) -> Path:
        """The folder of files that are not whole yet."""
        return self.settings.home / INCOMING

    @cached_property
    def objects(self) -> ObjectStore:
        """The object store."""
        return ObjectStore(self.settings.storage_url, self.settings.home)

    @property
    def transcriber(self) -> Transcriber:
        """Turns speech into words. Loaded on first use: raises ProviderError when the model is missing or damaged."""
        return self.providers.transcriber()

    @property
    def embedder(self) -> Embedder:
        """Turns texts into vectors. Loaded and raises as `transcriber` does."""
        return self.providers.embedder()

    @property
    def engine(self) -> Engine:
        """Finds moments. Loaded and raises as `transcriber` does."""
        return Engine(self.providers.embedder(), reranker=self.providers.reranker(), cache=self.search_cache)

    @property
    def answerer(self) -> Answerer:
        """Finds moments and words them. Loaded and raises as `transcriber` does."""
        return Answerer(self.engine, self.providers.language_model())

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """Run a worker for as long as the block lasts."""
        async with running_worker(self.queue, self.db):
            yield


def _names(settings: Settings) -> Names:
    return Names(
        transcriber=settings.transcriber,
        embedder=settings.embedder,
        language_model=settings.language_model,
        reranker=settings.reranker,
    )


@contextlib.asynccontextmanager
async def opened(settings: Settings, server: str | None = None) -> AsyncIterator[App]:
    """Compose the application and connect its database; start the embedded server if it is the one to use.

    `server`: the command of a process that runs until it is stopped; commands that would delete or stop the database
    refuse as long as it does. That of `up` also starts the embedded server again whenever it is away. Raises Invalid
    (setting_invalid) for a setting that names an unknown provider, before any server is started.
    """
    choose_providers(_names(settings), settings.home)
    await asyncio.to_thread(settings.close_home)
    await bring_up_to_date(settings)
    url = await asyncio.to_thread(login_url, settings)
    app = App(
        settings, named_session(url, server) if server else url, owner_url=await asyncio.to_thread(owner_url, settings)
    )
    await app.db.open()
    if server == "up" and settings.database_url is None:
        app.db.outage.revive = lambda: asyncio.to_thread(login_url, settings)
    try:
        yield app
    finally:
        await app.db.close()


async def bring_up_to_date(settings: Settings) -> None:
    """Migrate the embedded server; check any other database, which is its operator's to migrate.

    Raises ProviderError when that one lacks a migration, Conflict when either was made by an older text of one.
    """
    url = await asyncio.to_thread(owner_url, settings)
    migrations = migrate.load_migrations()
    states = await migrate.status(url, migrations)
    migrate.require_same_text(states)
    missing = [state.name for state in states if not state.in_database]
    if not missing and not await migrate.queue_is_behind(url):
        return
    if settings.database_url is not None:
        lacking = (
            f"lacks {len(missing)} of Chronos's migrations" if missing else "has an older version of the job queue"
        )
        raise ProviderError(f"The database {lacking}: run `chronos db push`.", code="database_not_migrated")
    await migrate.push(url, migrations)


def login_url(settings: Settings) -> str:
    """Return the URL that the application logs in with; start the embedded server when no database is set."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded.start(settings.home / "postgres").url("authenticator")


def owner_url(settings: Settings) -> str:
    """Return the URL that migrations run with; start the embedded server when no database is set."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded.start(settings.home / "postgres").url("postgres")
