"""`chronos db seed`."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from chronos.cli.output import AsJson, print_json, print_table
from chronos.model import CreatorId, VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Creator

UNFINISHED = ("processing", "embedding")  # statuses after seed.sql, and after an interrupted seed
QUESTION = "How do I stop the rim from cracking?"


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """A person of the demo data, and the command that signs them in."""

    role: str
    name: str
    id: UUID
    of: str
    is_active: bool
    sign_in: str


@dataclass(frozen=True, slots=True)
class Seeded:
    """Rows written, videos made searchable, videos that wait for a worker, and people to sign in as."""

    rows: int
    embedded: int
    waiting: int
    people: Sequence[Inhabitant]
    look_around: Sequence[str]


def seed(
    force: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the database, required if it is on another machine.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add demo data: creators, students, courses, videos, chats.

    With it come a month of analytics, and commands to sign in as each person.

    Example: chronos db seed
    """
    from chronos.cli.with_app import with_app

    seeded = with_app(lambda app: _seed(app, force))
    if as_json:
        print_json(seeded)
        return
    typer.echo(_news(seeded))
    print_table(
        ("WHO", "NAME", "OF", "ACTIVE", "SIGN IN WITH"),
        [(one.role, one.name, one.of, "yes" if one.is_active else "no", one.sign_in) for one in seeded.people],
    )
    typer.echo("\nLook around:")
    for command in seeded.look_around:
        typer.echo(f"  {command}")


async def _seed(app: "App", force: str | None) -> Seeded:
    from chronos.app import owner_url
    from chronos.members import is_demo, list_creators
    from chronos.operations.reset import allow, look
    from chronos.operations.seed import apply_seed

    url = owner_url(app.settings)
    allow(await look(url), force)
    rows = await apply_seed(url)
    creators = [creator for creator in await list_creators(app.db) if is_demo(creator.id)]
    unfinished = [video for creator in creators for video in await _unfinished(app, creator.id)]
    embedded = await _finish(app, unfinished)
    people = await _people(app, creators)
    return Seeded(rows, embedded, len(unfinished) - embedded, people, _commands(people))


async def _unfinished(app: "App", creator_id: CreatorId) -> list[VideoId]:
    from chronos.members import is_demo, resolve_actor
    from chronos.videos import list_videos

    async with app.db.acting_as(await resolve_actor(app.db, creator_id)) as tx:
        pages = [await list_videos(tx, status=status, limit=100) for status in UNFINISHED]
    return [video.id for page in pages for video in page.videos if is_demo(video.id)]


async def _finish(app: "App", videos: Sequence[VideoId]) -> int:
    """Chunk and embed the videos if the model is installed, and return how many; else their jobs wait in the queue."""
    import asyncio

    from chronos.errors import ProviderError
    from chronos.pipeline import chunk_video, embed_video

    if not videos:
        return 0
    try:
        embedder = await asyncio.to_thread(lambda: app.embedder)
    except ProviderError:
        return 0
    for video_id in videos:
        await chunk_video(app.db, video_id)
        await embed_video(app.db, embedder, video_id)
    return len(videos)


async def _people(app: "App", creators: "Sequence[Creator]") -> list[Inhabitant]:
    from chronos.members import is_demo, list_staff, list_students, overseeing_staff

    people = []
    for creator in creators:
        sign_in = f"chronos token --creator {creator.id} --link"
        people.append(Inhabitant("creator", creator.name, creator.id, "", creator.is_active, sign_in))
        async with overseeing_staff(app.db) as tx:
            staff = [one for one in await list_staff(tx, creator.id) if one.id != creator.id and is_demo(one.id)]
        people += [
            Inhabitant(one.role, one.name, one.id, creator.name, True, f"chronos token --staff {one.id} --link")
            for one in staff
        ]
        people += [
            Inhabitant("student", s.name, s.id, creator.name, s.is_active, f"chronos token --student {s.id} --link")
            for s in await list_students(app.db, creator.id)
            if is_demo(s.id)
        ]
    return people


def _commands(people: Sequence[Inhabitant]) -> list[str]:
    creator = next(one.id for one in people if one.role == "creator")
    student = next(one.id for one in people if one.role == "student" and one.is_active)
    left = next(one.id for one in people if one.role == "student" and not one.is_active)
    return [
        "chronos up",
        f"chronos videos --as {creator}",
        f"chronos ask {shlex.quote(QUESTION)} --as {student}",
        f"chronos db why students {left} --as {left}",
    ]


def _news(seeded: Seeded) -> str:
    sentences = [f"Added {seeded.rows} rows." if seeded.rows else "The demo data exists already."]
    if seeded.embedded:
        sentences.append(f"Made {seeded.embedded} videos searchable.")
    if seeded.waiting:
        sentences.append(
            f"{seeded.waiting} videos are not searchable yet: run `chronos models install`, then this command again or "
            "`chronos worker`."
        )
    if not (seeded.rows or seeded.embedded or seeded.waiting):
        sentences.append("Nothing was changed.")
    return f"{' '.join(sentences)}\n"
