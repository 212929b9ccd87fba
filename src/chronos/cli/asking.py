"""`chronos search`, `chronos ask`: moments and cited answers."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.present import AsJson, clock, one_line, print_json
from chronos.cli.session import acting_actor, with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.chat import Answer
    from chronos.model import Moment, VideoId

As = Annotated[
    str | None, typer.Option("--as", metavar="ID", help="Student (or creator) who asks; default: the only creator.")
]


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    person: As = None,
    limit: Annotated[int, typer.Option(help="How many moments at most.", min=1, max=50)] = 5,
    words: Annotated[bool, typer.Option("--words", help="By the words alone, without a model.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the moments that a question is about, best first.

    Example: chronos search "why does a wide aperture blur the background"
    """
    from chronos.search import find_moments, find_words

    async def work(app: "App") -> "tuple[Sequence[Moment], str]":
        actor = await acting_actor(app, person)
        if words:
            return await find_words(app.db, actor, query, limit=limit), app.settings.public_url
        return (await find_moments(app.db, app.engine, actor, query, limit=limit)).moments, app.settings.public_url

    moments, public_url = with_app(work)
    if as_json:
        print_json(
            {
                "moments": [
                    {
                        "video_id": m.video_id,
                        "title": m.title,
                        "start_seconds": m.start_seconds,
                        "end_seconds": m.end_seconds,
                        "play_seconds": m.play_seconds,
                        "play_until_seconds": m.play_until_seconds,
                        "text": m.text,
                        "passage": m.passage,
                        "why": m.why,
                        "score": m.score,
                        "url": link(public_url, m.video_id, m.play_seconds),
                    }
                    for m in moments
                ]
            }
        )
        return
    if not moments:
        typer.echo("Nothing found: " + ("nobody says this." if words else "there is no video to search here yet."))
    for moment in moments:
        typer.echo(f"{clock(moment.play_seconds)}  {one_line(moment.title)}")
        typer.echo(f"       “{one_line(moment.text)}”")
        typer.echo(f"       {link(public_url, moment.video_id, moment.play_seconds)}")


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with citations, or say that it is not covered.

    Example: chronos ask "How do I freeze a runner in motion?"
    """
    from chronos import chat

    async def work(app: "App") -> "tuple[Answer, str]":
        actor = await acting_actor(app, person)
        return await chat.ask(app.db, app.answerer, actor, question), app.settings.public_url

    answer, public_url = with_app(work)
    if as_json:
        print_json(
            {
                "covered": answer.covered,
                "sure": answer.sure,
                "text": answer.text,
                "model": answer.model,
                "citations": [
                    {
                        "video_id": c.video_id,
                        "title": c.title,
                        "start_seconds": c.start_seconds,
                        "end_seconds": c.end_seconds,
                        "play_seconds": c.play_seconds,
                        "text": c.text,
                        "url": link(public_url, c.video_id, c.play_seconds),
                    }
                    for c in answer.citations
                ],
            }
        )
    else:
        print_answer(answer, public_url)


def print_answer(answer: "Answer", public_url: str) -> None:
    """The answer as a person reads it."""
    from chronos.chat import UNSURE

    if answer.covered and not answer.sure:
        typer.echo(UNSURE)
    if not answer.covered:
        typer.echo(answer.text)
        if answer.citations:
            typer.echo("The closest moments:")
    for number, citation in enumerate(answer.citations, start=1):
        time = f"{clock(citation.start_seconds)}–{clock(citation.end_seconds)}"
        typer.echo(f"\n  “{one_line(citation.text)}”")
        typer.echo(f"  [{number}] {one_line(citation.title)}, {time}")
        typer.echo(f"      {link(public_url, citation.video_id, citation.play_seconds)}")
    if answer.covered and not answer.is_generated:
        typer.echo("\nQuoted from the videos; no text was generated.")


def link(public_url: str, video_id: "VideoId", seconds: float) -> str:
    """The page that plays the video from this second."""
    return f"{public_url.rstrip('/')}/videos/{video_id}?t={seconds:.1f}"
