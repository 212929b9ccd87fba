"""`chronos ask`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, clock, one_line, print_json, video_link
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.chat import Answer


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question in your own words.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with citations from the videos.

    An answer quotes the videos. A question that they do not cover gets no answer, but the closest moments.

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
                        "url": video_link(public_url, c.video_id, c.play_seconds),
                    }
                    for c in answer.citations
                ],
            }
        )
    else:
        print_answer(answer, public_url)


def print_answer(answer: "Answer", public_url: str) -> None:
    """Print an answer for people."""
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
        typer.echo(f"      {video_link(public_url, citation.video_id, citation.play_seconds)}")
    if answer.covered and not answer.is_generated:
        typer.echo("\nQuoted from the videos; no text was generated.")
