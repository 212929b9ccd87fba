"""Show an answer while it is made: words for people, a line of JSON for each event for programs."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from chronos.cli.output import one_line, print_json_line

if TYPE_CHECKING:
    from chronos.chat import AnswerEvent, Citation, MessageEvent


async def show_answer(
    events: "AsyncGenerator[AnswerEvent | MessageEvent, None]", public_url: str, *, question: str, as_json: bool
) -> None:
    """Print each event as it comes; a text that breaks off ends its line."""
    is_begun = False
    async with aclosing(events):
        try:
            async for event in events:
                is_begun = True
                print_json_line(line_of(event, public_url)) if as_json else print_event(event, public_url, question)
        except BaseException:
            if is_begun and not as_json:
                typer.echo()
            raise


def print_event(event: "AnswerEvent | MessageEvent", public_url: str, question: str) -> None:
    """Print what people read of an event: its words, at the end the citations, and how the answer was made."""
    from chronos.chat import Answered, MessageStored, SourcesFound, TextAdded

    match event:
        case SourcesFound(_, _, searched_for) if searched_for != question:
            typer.echo(f"Searched for: {one_line(searched_for)}")
        case TextAdded(text):
            typer.echo(visible(text), nl=False)
        case Answered(answer):
            typer.echo()
            print_citations(answer.citations, public_url, answer.text if answer.covered else None)
            _print_end(answer.notice, is_quoted=answer.covered and answer.is_quoted)
        case MessageStored(message):
            typer.echo()
            print_citations(message.citations, public_url, message.content if message.covered else None)
            _print_end(message.notice, is_quoted=bool(message.covered) and message.model == "extractive")


def _print_end(notice: str | None, *, is_quoted: bool) -> None:
    if notice:
        typer.echo(f"\n{one_line(notice)}")
    if is_quoted:
        typer.echo("\nQuoted from the videos; no text was generated.")


def print_citations(citations: "Sequence[Citation]", public_url: str, text: str | None) -> None:
    """Print what each number refers to, and its quote, or the best part of it where `text` says the whole.

    No text: they are the closest moments.
    """
    from chronos.text import clock
    from chronos.videos import moment_url

    if citations:
        typer.echo("The closest moments:\n" if text is None else "")
    for number, citation in enumerate(citations, start=1):
        time = f"{clock(citation.start_seconds)}–{clock(citation.end_seconds)}"
        typer.echo(f"[{number}] {one_line(citation.title)}, {time}")
        if text is None or citation.text not in text:
            before, best, after = (visible(part.replace("\n", " ")) for part in citation.parts)
            typer.echo(f"    “{before}{typer.style(best, bold=True) if best else ''}{after}”")
        elif citation.best_text not in (None, citation.text):  # the text has the quote, and does not mark its best part
            typer.echo(f"    “{one_line(citation.best_text)}”")
        typer.echo(f"    {moment_url(public_url, citation.video_id, citation.play_seconds)}")


def line_of(event: "AnswerEvent | MessageEvent", public_url: str) -> Mapping[str, Any]:
    """Return an event for programs; its name is that of the API's stream."""
    from chronos.chat import Answered, CitationAdded, MessageBegun, MessageStored, SourcesFound, TextAdded
    from chronos.videos import moment_url

    match event:
        case SourcesFound(moments, is_covered, searched_for):
            found = [asdict(one) | {"url": moment_url(public_url, one.video_id, one.play_seconds)} for one in moments]
            return {"event": "sources", "moments": found, "is_covered": is_covered, "searched_for": searched_for}
        case TextAdded(text):
            return {"event": "delta", "text": text}
        case CitationAdded(number, citation):
            return {"event": "citation", "number": number} | cited(citation, public_url)
        case Answered(answer):
            told = {name: getattr(answer, name) for name in ("covered", "sure", "notice", "model", "usage")}
            citations = [cited(citation, public_url) for citation in answer.citations]
            told |= {"unheard": list(answer.found.unheard)}
            return {"event": "done"} | told | {"text": answer.full_text, "citations": citations}
        case MessageBegun():
            return {"event": "begun"} | asdict(event)
        case MessageStored(message):
            citations = [cited(citation, public_url) for citation in message.citations]
            return {"event": "done", "message": asdict(message) | {"citations": citations}}


def cited(citation: "Citation", public_url: str) -> dict[str, Any]:
    """Return a citation for programs, with its address."""
    from chronos.videos import moment_url

    return asdict(citation) | {"url": moment_url(public_url, citation.video_id, citation.play_seconds)}


def visible(text: str) -> str:
    """Return text that cannot write to a terminal but in lines: what videos say and models write is not trusted."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
