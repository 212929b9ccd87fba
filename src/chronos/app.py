"""Composition root: Settings in; database, providers and queue out."""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import SecretStr

from chronos.chat import Answerer
from chronos.config import Settings
from chronos.db import Database, embedded, migrate, named_session
from chronos.embeds import EmbedTokens
from chronos.errors import Invalid, ProviderError
from chronos.jobs import Queue, build_queue, run_soon
from chronos.members import AUDIENCE, TokenReader, Tokens
from chronos.notifications import Channels, WebhookPoster
from chronos.operations.upkeep import Means, register_upkeep
from chronos.pipeline import register_stages, running_worker
from chronos.providers.choose import Names, Providers, choose_providers
from chronos.providers.choose_language_model import Access, is_paid
from chronos.providers.embedding import Embedder
from chronos.providers.identity import Issuer, KeySet, OpenIdProvider
from chronos.providers.mail import Mailer, SmtpMailer, TerminalMailer
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber
from chronos.search import Engine, SearchCache
from chronos.server_address import read_smtp_url
from chronos.setting_values import is_loopback, split
from chronos.storage import INCOMING, Links, UploadFolder
from chronos.usage import Prices, choose_prices
from chronos.videos import Fetcher
from chronos.whop import TOKEN_ISSUER, Door, Requests, WhopClient, register_whop

START_SECONDS = 60.0  # in which the database has to be there
WHOP_MEDIA_URL = "https://stream.mux.com"
START_PAUSE_SECONDS = 2.0  # between two tries

_log = logging.getLogger(__name__)


class App:
    """Everything that rooms need, composed from Settings. Models load on first use, which takes seconds and blocks."""

    def __init__(self, settings: Settings, database_url: str, owner_url: str | None = None) -> None:
        """Compose the application; it logs in with `database_url`, upkeep with `owner_url` (None: no upkeep).

        Raises Invalid (setting_invalid) for a setting that names an unknown provider.
        """
        self.settings = settings
        self.providers = providers_of(settings)
        self.prices = _prices(settings)
        self.search_cache = SearchCache()
        self.uploads = UploadFolder(settings.home)
        self.db = Database(database_url)
        self.queue: Queue = build_queue(database_url, self.db.outage)
        register_stages(self.queue, self.db, self)
        register_whop(self.queue, self.db, self.get_whop)
        if owner_url is not None:
            register_upkeep(self.queue, Means(self.db, self, settings.home, owner_url, settings.whop_webhook_id))

    @cached_property
    def tokens(self) -> Tokens:
        """Mints and verifies tokens."""
        return Tokens(self.settings.signing_key())

    @cached_property
    def token_reader(self) -> TokenReader:
        """Verifies tokens: ours, and those of Supabase Auth where its keys are set."""
        return TokenReader(self.tokens, _auth_issuer(self.settings))

    @cached_property
    def mailer(self) -> Mailer:
        """Sends e-mail; without a server it prints on the terminal."""
        url = self.settings.smtp_url
        if url is None:
            return TerminalMailer()
        return SmtpMailer(read_smtp_url(url.get_secret_value()), self.settings.mail_from)

    @property
    def can_mail(self) -> bool:
        """Whether e-mail reaches its reader: a server is set, or a person reads the terminal."""
        return self.settings.smtp_url is not None or sys.stderr.isatty()

    @cached_property
    def sign_in_providers(self) -> Mapping[str, OpenIdProvider]:
        """The OpenID providers with which people sign in, by their name in addresses."""
        settings, found = self.settings, {}
        if settings.whop_app_id is not None:
            secret = settings.whop_client_secret
            found["whop"] = OpenIdProvider(
                settings.whop_oauth_issuer, settings.whop_app_id, _revealed(secret), known_as="whop"
            )
        if settings.oidc_issuer is not None and settings.oidc_client_id is not None:
            secret = settings.oidc_client_secret
            found["openid"] = OpenIdProvider(settings.oidc_issuer, settings.oidc_client_id, _revealed(secret))
        return found

    @property
    def frame_origins(self) -> Sequence[str]:
        """Where pages may be shown in a frame: inside Whop, when an app there is set."""
        return self.settings.whop_frame_origins.split(",") if self.whop_door is not None else ()

    @cached_property
    def whop_door(self) -> Door | None:
        """Lets people in from Whop; None where no app of Whop is set, or no key of its API."""
        app_id = self.settings.whop_app_id
        if app_id is None or self.settings.whop_api_key is None:
            return None
        return Door(Issuer(TOKEN_ISSUER, app_id, KeySet(self.settings.whop_jwks_url, ("ES256",))), self.whop)

    @cached_property
    def links(self) -> Links:
        """Signs and verifies links."""
        return Links(self.settings.signing_key())

    @cached_property
    def embed_tokens(self) -> EmbedTokens:
        """Makes and reads the tokens of embeds."""
        return EmbedTokens(self.settings.signing_key())

    @cached_property
    def fetcher(self) -> Fetcher:
        """Downloads files from public addresses."""
        return Fetcher(allowed=self.settings.import_places)

    @cached_property
    def whop(self) -> WhopClient:
        """Calls Whop's API. Raises Invalid (`whop_key_missing`) without a key."""
        key = self.settings.whop_api_key
        if key is None:
            raise Invalid("Whop's API needs a key: set CHRONOS_WHOP_API_KEY.", code="whop_key_missing")
        return WhopClient(Requests(self.settings.whop_api_url, key))

    def get_whop(self) -> WhopClient | None:
        """Return the client of Whop's API; None without a key."""
        return self.whop if self.settings.whop_api_key is not None else None

    @cached_property
    def channels(self) -> Channels:
        """The ways by which notifications go out."""
        return Channels(
            self.settings.public_url,
            WebhookPoster(allowed=self.settings.webhook_places),
            self.mailer if self.settings.smtp_url is not None else None,
            self.get_whop(),
        )

    @property
    def whop_media_url(self) -> str:
        """Where Whop's videos are streamed from: Mux, or the simulator on this machine."""
        url = self.settings.whop_api_url
        return f"{url.partition('/api/')[0]}/media" if is_loopback(url) else WHOP_MEDIA_URL

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
        models = self.providers.language_models
        return Answerer(self.engine, self.providers.language_model(), self.prices, models if len(models) > 1 else {})

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """Run a worker for as long as the block lasts."""
        async with running_worker(self.queue, self.db):
            if self.settings.whop_api_key is not None:
                await run_soon(self.queue, "whop_reading")  # events may have come while no worker was there
            yield

    async def close(self) -> None:
        """Close the connections to the database, to Whop and to language models."""
        await self.providers.close()
        if "whop" in self.__dict__:
            await self.whop.close()
        await self.db.close()


def providers_of(settings: Settings) -> Providers:
    """Return the providers that the settings name. Raises Invalid (setting_invalid)."""
    names = Names(
        transcriber=settings.transcriber,
        embedder=settings.embedder,
        language_model=settings.language_model,
        reranker=settings.reranker,
        language_models=split(settings.language_models),
    )
    return choose_providers(names, settings.home, settings.threads, _access(settings))


def _access(settings: Settings) -> Access:
    return Access(
        anthropic_key=settings.anthropic_api_key,
        anthropic_url=settings.anthropic_base_url,
        openai_key=settings.openai_api_key,
        openai_url=settings.openai_base_url,
    )


def _prices(settings: Settings) -> Prices:
    """Return what models cost. Raises Invalid (setting_invalid) for a model that costs something unknown."""
    names = (settings.language_model, *split(settings.language_models))
    return choose_prices(settings.model_prices, [name for name in names if is_paid(name, _access(settings))])


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


def _auth_issuer(settings: Settings) -> Issuer | None:
    """Return Supabase Auth as an issuer; None where its keys are not set."""
    if settings.jwks_url is None:
        return None
    name = settings.jwt_issuer or settings.jwks_url.removesuffix("/.well-known/jwks.json")
    return Issuer(name, AUDIENCE, KeySet(settings.jwks_url, ("ES256", "RS256")))


@contextlib.asynccontextmanager
async def opened(settings: Settings, server: str | None = None) -> AsyncIterator[App]:
    """Compose the application and connect its database; start the embedded server if it is the one to use.

    `server`: the command of a process that runs until it is stopped; commands that would delete or stop the database
    refuse as long as it does. That of `up` also starts the embedded server again whenever it is away. Raises Invalid
    (setting_invalid) for a setting that names an unknown provider, before any server is started.
    """
    providers_of(settings)
    _prices(settings)
    await asyncio.to_thread(settings.close_home)
    app = await _connected(settings, server)
    if server == "up" and settings.database_url is None:
        running = embedded.find(settings.home / "postgres")
        port = running.tcp_port if running else None
        app.db.outage.revive = lambda: asyncio.to_thread(embedded.start, settings.home / "postgres", tcp_port=port)
    try:
        yield app
    finally:
        await app.close()


async def _connected(settings: Settings, server: str | None) -> App:
    """Connect; a `server` waits for a database that is away for a moment, in which it may be restarting."""
    deadline, is_said = time.monotonic() + (START_SECONDS if server else 0), False
    while True:
        try:
            await bring_up_to_date(settings)
            url = await asyncio.to_thread(login_url, settings)
            owner = await asyncio.to_thread(owner_url, settings)
            app = App(settings, named_session(url, server) if server else url, owner_url=owner)
            await app.db.open()
            return app
        except ProviderError as error:
            if error.code != "database_unavailable" or time.monotonic() > deadline:
                raise
            if not is_said:
                _log.warning("%s Trying again.", error)
                is_said = True
        await asyncio.sleep(START_PAUSE_SECONDS)


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
