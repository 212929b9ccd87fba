"""`chronos search`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.model import Moment
    from chronos.search import FoundNote


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Question or words to look for.")],
    person: As = None,
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of moments.", min=1, max=50)] = 5,
    words: Annotated[bool, typer.Option("--words", help="Match words only, without a model.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the moments that answer a question, best first.

    A student also gets its own notes that share words with the query.

    Example: chronos search "why does a wide aperture blur the background"
    """
    from chronos.search import find_moments, find_notes, find_words
    from chronos.text import clock
    from chronos.videos import moment_url

    async def work(app: "App") -> "tuple[Sequence[Moment], Sequence[FoundNote], str]":
        actor = await acting_actor(app, person)
        if words:
            moments: Sequence[Moment] = await find_words(app.db, actor, query, limit=limit)
        else:
            moments = (await find_moments(app.db, app.engine, actor, query, limit=limit)).moments
        return moments, await find_notes(app.db, actor, query, limit=limit), app.settings.public_url

    moments, notes, public_url = with_app(work)
    if as_json:
        found = [asdict(one) | {"url": moment_url(public_url, one.video_id, one.play_seconds)} for one in moments]
        own = [asdict(one) | {"url": moment_url(public_url, one.video_id, one.at_seconds)} for one in notes]
        print_json({"moments": found, "notes": own})
        return
    if not moments:
        missing = "these words are not spoken in your videos" if words else "there are no videos to search yet"
        typer.echo(f"No matches: {missing}.")
    for moment in moments:
        typer.echo(f"{clock(moment.play_seconds):>5}  {one_line(moment.title)}")
        typer.echo(f"       “{one_line(moment.text)}”")
        typer.echo(f"       {moment_url(public_url, moment.video_id, moment.play_seconds)}")
    for note in notes:
        typer.echo(f"{clock(note.at_seconds):>5}  {one_line(note.title)}  (your note)")
        typer.echo(f"       {one_line(note.content)}")
        typer.echo(f"       {moment_url(public_url, note.video_id, note.at_seconds)}")
