"""`chronos note`: a student's notes and bookmarks."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid
from chronos.model import VideoId
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.courses import Note

note = typer.Typer(no_args_is_help=True, help="Manage the notes and bookmarks of a student, given by --as.")


@note.command("add")
def add_one(
    video_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the video.")],
    at: Annotated[str, typer.Argument(metavar="TIME", help="Second of the video, e.g. 83 or 1:23.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note; without it a bookmark is added.")] = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Add a note to a second of a video and print its id.

    Example: chronos note add 1b4e28ba-2fa1-11d2-883f-0016d3cca427 1:23 "Try this at f/8" --as "Sam"
    """
    from chronos.courses import add_note

    async def work(app: "App") -> "Note":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await add_note(tx, actor, VideoId(parse_id(video_id)), parse_time(at), text)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.id)


@note.command("list")
def list_all(
    video_id: Annotated[str | None, typer.Option("--video", metavar="ID", help="Only notes at this video.")] = None,
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of notes.", min=1, max=500)] = 100,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """List the notes of a student, newest first.

    Example: chronos note list --as "Sam"
    """
    from chronos.courses import list_notes

    async def work(app: "App") -> "list[Note]":
        only = VideoId(parse_id(video_id)) if video_id is not None else None
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await list_notes(tx, video_id=only, limit=limit)

    notes = with_app(work)
    if as_json:
        print_json(notes)
        return
    rows = [(n.id, n.title or "(locked)", clock(n.at_seconds), one_line(n.content) or "(bookmark)") for n in notes]
    print_table(("ID", "VIDEO", "TIME", "NOTE"), rows)


@note.command("remove")
def remove(
    note_id: Annotated[str, typer.Argument(metavar="NOTE", help="Id of the note, as `chronos note list` shows it.")],
    person: As = None,
) -> None:
    """Remove a note for good.

    Example: chronos note remove 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.courses import remove_note

    async def work(app: "App") -> None:
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            await remove_note(tx, parse_id(note_id))

    with_app(work)
    typer.echo("Removed.")


def parse_time(text: str) -> float:
    """Return the seconds of `83`, `83.5`, `1:23` or `1:02:03`. Raises Invalid."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        parts = []
    if not 1 <= len(parts) <= 3 or any(part < 0 for part in parts):
        raise Invalid(f"{text!r} is not a time. Times look like 83 or 1:23.")
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds
