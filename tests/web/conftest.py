"""Fixtures of the HTTP edge: people with tokens, clients, and a library with one searchable video."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from chronos.app import App
from chronos.config import Settings
from chronos.db import embedded
from chronos.model import Actor, CreatorId, VideoId
from chronos.providers.embedding.minilm import MiniLM
from chronos.web import create_application
from tests.conftest import ADatabase, create_database, drop_database
from tests.factories import a_creator, a_sign_in, a_student, as_creator, as_student
from tests.web.course import add_lesson

Client = httpx2.AsyncClient
Call = Callable[[Actor | None], Client]
_numbers = itertools.count(1)
ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class People:
    """A creator with a student, and another creator with theirs."""

    creator: Actor
    student: Actor
    other_creator: Actor
    stranger: Actor

    @property
    def creator_id(self) -> CreatorId:
        """The id of `creator`."""
        assert self.creator.creator_id is not None
        return self.creator.creator_id


@dataclass(frozen=True)
class Taught:
    """A database in which `people.creator` teaches one video, and the home with its file."""

    database: str
    home: Path
    people: People
    lecture: VideoId


@pytest.fixture(scope="session")
def taught(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    embedder: MiniLM,
    tmp_path_factory: pytest.TempPathFactory,
) -> Taught:
    """Create the library once with the real worker; each test gets a copy."""
    made = create_database(server, "template_taught", migrated)
    home = tmp_path_factory.mktemp("taught")
    people, lecture = asyncio.run(teach(made, home, models_home / "models", embedder))
    return Taught(made.name, home, people, lecture)


@pytest.fixture
def database(request: pytest.FixtureRequest, server: embedded.EmbeddedServer, migrated: str) -> Iterator[ADatabase]:
    """Create this test's own database: with the lecture when the test uses it, otherwise empty."""
    template = request.getfixturevalue("taught").database if "lecture" in request.fixturenames else migrated
    name = f"web_{next(_numbers)}"
    yield create_database(server, name, template)
    drop_database(server, name)


@pytest.fixture
async def people(request: pytest.FixtureRequest, app: App) -> People:
    if "lecture" in request.fixturenames:
        taught: Taught = request.getfixturevalue("taught")
        return taught.people
    return await make_people(app)


@pytest.fixture
def lecture(taught: Taught, app: App) -> VideoId:
    """Return the first video of the example course, captioned with its known text and processed by the real worker."""
    # Files that a test replaces or removes are its own; links cost no bytes.
    shutil.copytree(taught.home / "storage", app.settings.home / "storage", copy_function=os.link, dirs_exist_ok=True)
    return taught.lecture


@pytest.fixture
def application(app: App) -> FastAPI:
    return create_application(app)


@pytest.fixture
async def api(app: App, application: FastAPI) -> AsyncIterator[Call]:
    """Return `api`: `api(actor)` is a client that sends the actor's token, `api(None)` one that sends none."""
    async with AsyncExitStack() as stack:

        def client(actor: Actor | None) -> Client:
            headers = {"Authorization": f"Bearer {app.tokens.mint(actor)}"} if actor else {}
            made = Client(transport=httpx2.ASGITransport(application), base_url=ADDRESS, headers=headers)
            stack.push_async_callback(made.aclose)
            return made

        yield client


@pytest.fixture
async def browse(database: ADatabase, application: FastAPI) -> AsyncIterator[Call]:
    """Return `browse`: `browse(actor)` is a signed-in browser, `browse(None)` one that is signed out."""
    async with AsyncExitStack() as stack:

        def client(actor: Actor | None) -> Client:
            cookies = {"chronos_session": a_sign_in(database.superuser_url, actor)} if actor else {}
            made = Client(transport=httpx2.ASGITransport(application), base_url=ADDRESS, cookies=cookies)
            stack.push_async_callback(made.aclose)
            return made

        yield client


async def make_creator(app: App) -> Actor:
    """The creator of `make_people`, for servers in a process of their own."""
    await app.db.open()
    try:
        return (await make_people(app)).creator
    finally:
        await app.db.close()


async def make_people(app: App) -> People:
    async with app.db.as_service("test") as tx:
        creator = await a_creator(tx, name="Ada")
        student = await a_student(tx, creator, name="Sam")
        other = await a_creator(tx, name="Eve")
        stranger = await a_student(tx, other, name="Zoe")
    return People(as_creator(creator), as_student(student), as_creator(other), as_student(stranger))


async def teach(made: ADatabase, home: Path, models: Path, embedder: MiniLM) -> tuple[People, VideoId]:
    """Create people and the example course's first video, captioned with its known text, through every stage."""
    (home / "models").symlink_to(models)
    app = App(Settings(home=home, _env_file=None), made.login_url)
    app.providers = replace(app.providers, embedder=lambda: embedder)
    await app.db.open()
    try:
        people = await make_people(app)
        async with app.worker():
            return people, await add_lesson(app, people.creator, 0)
    finally:
        await app.db.close()


def problem(response: httpx2.Response, status: int, code: str) -> str:
    """Require that `response` is that problem; return its detail."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["title"]
    assert body["detail"].endswith(".")
    assert "Traceback" not in response.text
    return str(body["detail"])
