"""A real PostgreSQL per test process, and a database of its own per test."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from chronos.app import App
from chronos.config import Settings
from chronos.db import Database, Owner, embedded, migrate, owner_connection
from chronos.db.diagnosis import Diagnosis
from chronos.db.shim import apply_shim
from chronos.model import Actor
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path
from chronos.providers.objects import ObjectStore
from chronos.storage import Access
from tests.factories import a_creator, as_creator

# A busy machine is no fault: no test asserts on wall time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Check = Callable[[Owner], Awaitable[Diagnosis]]
Ask = Callable[[Check], Awaitable[Diagnosis]]

TEMPLATE = "template_chronos"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class ADatabase:
    """Where one test's database is: `url` is the plain `postgres`, `login_url` what the application logs in as."""

    server: embedded.EmbeddedServer
    name: str

    @property
    def url(self) -> str:
        return self.server.url("postgres", self.name)

    @property
    def login_url(self) -> str:
        return self.server.url("authenticator", self.name)

    @property
    def superuser_url(self) -> str:
        return self.server.url(embedded.SUPERUSER, self.name)


def create_database(server: embedded.EmbeddedServer, name: str, template: str) -> ADatabase:
    with psycopg.connect(server.url(embedded.SUPERUSER), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}" owner postgres')
        [is_closed] = connection.execute(
            "select datacl is not null from pg_catalog.pg_database where datname = %s", [template]
        ).fetchone() or [False]
        if is_closed:  # a copy has every row, but not the grants on the database itself
            connection.execute(f'revoke temporary on database "{name}" from public')
            connection.execute(f'grant temporary on database "{name}" to service_role')
    return ADatabase(server, name)


def drop_database(server: embedded.EmbeddedServer, name: str) -> None:
    with psycopg.connect(server.url(embedded.SUPERUSER), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.EmbeddedServer]:
    """A running embedded server of this test process."""
    # Not below pytest's own directory: the socket's name would be too long.
    root = Path(tempfile.mkdtemp(prefix="chronos-tests-"))
    directory = root / "postgres"
    started = embedded.start(directory)
    with psycopg.connect(started.url(embedded.SUPERUSER), autocommit=True) as connection:
        # Nothing here has to survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
    yield started
    embedded.stop(directory)
    shutil.rmtree(root)


@pytest.fixture
def server_home() -> Iterator[Path]:
    """A data directory in which `chronos` starts a server of its own, stopped at the end."""
    root = Path(tempfile.mkdtemp(prefix="chronos-home-"))
    yield root / "home"
    embedded.stop(root / "home" / "postgres")
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def shimmed(server: embedded.EmbeddedServer) -> str:
    """Name of a database with the platform shim and no migration: what hosted Supabase gives."""
    made = create_database(server, "template_platform", "template1")
    with psycopg.connect(made.superuser_url) as connection:
        apply_shim(connection)
    return made.name


@pytest.fixture(scope="session")
def migrated(server: embedded.EmbeddedServer, shimmed: str) -> str:
    """Name of the database that every test's own is cloned from."""
    made = create_database(server, TEMPLATE, shimmed)
    asyncio.run(migrate.push(made.url, migrate.load_migrations()))
    return made.name


@pytest.fixture
def database(server: embedded.EmbeddedServer, migrated: str) -> Iterator[ADatabase]:
    """This test's own migrated database."""
    name = f"test_{next(_numbers)}"
    yield create_database(server, name, migrated)
    drop_database(server, name)


@pytest.fixture
def empty_database(server: embedded.EmbeddedServer, shimmed: str) -> Iterator[ADatabase]:
    """This test's own database with the platform and no migration."""
    name = f"empty_{next(_numbers)}"
    yield create_database(server, name, shimmed)
    drop_database(server, name)


@pytest.fixture
async def db(database: ADatabase) -> AsyncIterator[Database]:
    """The application's way into this test's database."""
    opened = Database(database.login_url, max_size=4)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def creator(db: Database) -> Actor:
    """A creator with an empty library."""
    async with db.as_service("test") as tx:
        return as_creator(await a_creator(tx))


@pytest.fixture
def objects(tmp_path: Path) -> ObjectStore:
    """An empty local store of files, in the same home as that of `app`."""
    return ObjectStore(None, tmp_path / "home")


@pytest.fixture
def access(db: Database, objects: ObjectStore, creator: Actor) -> Access:
    """What the creator works with."""
    return Access(db, objects, creator)


@pytest.fixture
def ask(database: ADatabase) -> Ask:
    """Run one check of the doctor as the owner."""

    async def answer(check: Check) -> Diagnosis:
        async with owner_connection(database.url) as connection:
            return await check(connection)

    return answer


@pytest.fixture
def superuser(database: ADatabase) -> Iterator[psycopg.Connection]:
    """A connection that may break everything."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        yield connection


@pytest.fixture
async def app(database: ADatabase, tmp_path: Path, models_home: Path, embedder: MiniLM) -> AsyncIterator[App]:
    """The application on this test's database, with an empty store of files and the real models."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    built = App(Settings(home=home, _env_file=None), database.login_url)
    built.providers = replace(built.providers, embedder=lambda: embedder)  # the real one, loaded once
    await built.db.open()
    yield built
    await built.close()


@pytest.fixture(scope="session")
def embedder(models_home: Path) -> MiniLM:
    """The real embedder."""
    return MiniLM(model_path(models_home, "minilm"))


@pytest.fixture(scope="session")
def models_home(repository: Path) -> Path:
    """A home in which the model files are installed; the same for every test run of this checkout."""
    home = repository / ".chronos"
    install(home)
    return home


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).parent.parent
