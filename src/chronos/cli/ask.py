"""`chronos ask`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
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
    from chronos.videos import moment_url

    async def work(app: "App") -> "tuple[Answer, str]":
        actor = await acting_actor(app, person)
        return await chat.ask(app.db, app.answerer, actor, question), app.settings.public_url

    answer, public_url = with_app(work)
    if as_json:
        urls = [moment_url(public_url, one.video_id, one.play_seconds) for one in answer.citations]
        citations = [asdict(one) | {"url": url} for one, url in zip(answer.citations, urls, strict=True)]
        shown = {name: getattr(answer, name) for name in ("covered", "sure", "notice", "model", "usage")}
        print_json(shown | {"text": answer.full_text, "citations": citations})
    else:
        print_answer(answer, public_url)


def print_answer(answer: "Answer", public_url: str) -> None:
    """Print an answer for people."""
    from chronos.chat import UNSURE
    from chronos.text import clock
    from chronos.videos import moment_url

    if answer.covered and not answer.sure:
        typer.echo(UNSURE)
    if not answer.covered or answer.model == "teacher":
        typer.echo(answer.text)
    if not answer.covered and answer.citations:
        typer.echo("The closest moments:")
    for number, citation in enumerate(answer.citations, start=1):
        time = f"{clock(citation.start_seconds)}–{clock(citation.end_seconds)}"
        text, best = one_line(citation.text), one_line(citation.best_text)
        typer.echo(f"\n  “{text.replace(best, typer.style(best, bold=True), 1) if best else text}”")
        typer.echo(f"  [{number}] {one_line(citation.title)}, {time}")
        typer.echo(f"      {moment_url(public_url, citation.video_id, citation.play_seconds)}")
    if answer.notice:
        typer.echo(f"\n{answer.notice}")
    if answer.covered and answer.is_quoted:
        typer.echo("\nQuoted from the videos; no text was generated.")
