"""Converse on the terminal: questions in and answers out, line by line, until the input ends."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import typer

from chronos.cli.output import one_line, print_json_line
from chronos.cli.prompt import Prompt, run_until_interrupted
from chronos.cli.show_answer import cited, print_citations, show_answer
from chronos.errors import CODES, ChronosError, Invalid
from chronos.model import Actor, SessionId, VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.chat import Citation, MessageEvent, Session

HELP = """/sources       quotes and addresses of the last answer
/id            id of the last answer, for `chronos answer`
/save [FILE]   write the conversation to a Markdown file
/new           begin another conversation
/help          these commands
/quit          end, as Ctrl-D does; Ctrl-C stops an answer"""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a new conversation is about, `at_seconds` of one video; without any the whole library."""

    video_ids: Sequence[VideoId] | None = None
    course_id: UUID | None = None
    at_seconds: float | None = None


@dataclass(slots=True)
class Conversation:
    """The conversation on the terminal. `session` is None until the first question, so that none is empty."""

    app: "App"
    actor: Actor
    topic: Topic
    as_json: bool
    session: "Session | None" = None
    citations: "Sequence[Citation]" = ()
    message_id: UUID | None = None  # of the last answer
    exit_code: int = 0


async def resume(talk: Conversation, session_id: SessionId) -> None:
    """Continue a stored conversation. Raises NotFound."""
    from chronos.chat import get_session, list_messages, shown_path

    async with talk.app.db.acting_as(talk.actor) as tx:
        talk.session = await get_session(tx, session_id)
        path = shown_path(await list_messages(tx, session_id))
    about = talk.session
    talk.topic = Topic(about.context_video_ids, about.context_course_id, about.context_at_seconds)
    talk.citations = path[-1].citations if path else ()
    talk.message_id = path[-1].id if path and path[-1].role == "assistant" else None
    Prompt.remember([message.content for message in path if message.role == "user"])


async def converse(talk: Conversation) -> int:
    """Answer every line of the input; return the exit code of the last question that failed, 0 if none did."""
    prompt = Prompt()
    if prompt.is_interactive:
        about = f"“{one_line(talk.session.title)}”. " if talk.session and talk.session.title else ""
        typer.echo(f"{about}Ask a question; /help lists the commands.", err=True)
    while (line := prompt.read()) is not None:
        try:
            if line == "/quit":
                break
            await (_obey(talk, line) if line.startswith("/") else _answer(talk, line))
        except ChronosError as error:
            talk.exit_code = CODES[error.code].exit_code
            _report(talk, error)
    if prompt.is_interactive and talk.session is not None:
        typer.echo(f"Resume it with `chronos chat --session {talk.session.id}`.", err=True)
    return talk.exit_code


async def _answer(talk: Conversation, question: str) -> None:
    if not await run_until_interrupted(_ask(talk, question)):
        typer.echo("Stopped; what was said is kept.", err=True)
    elif not talk.as_json:
        typer.echo()


async def _ask(talk: Conversation, question: str) -> None:
    from chronos.chat import Post, stream_message

    session = talk.session or await _begin(talk)
    events = stream_message(talk.app.db, talk.app.answerer, talk.actor, Post(session.id, question))
    await show_answer(_noted(talk, events), talk.app.settings.public_url, as_json=talk.as_json, question=question)


async def _noted(
    talk: Conversation, events: "AsyncGenerator[MessageEvent, None]"
) -> "AsyncGenerator[MessageEvent, None]":
    """Yield the events, and keep the id and the citations for the commands."""
    from contextlib import aclosing

    from chronos.chat import MessageStored

    async with aclosing(events):
        async for event in events:
            if isinstance(event, MessageStored):
                talk.citations, talk.message_id = event.message.citations, event.message.id
            yield event


async def _begin(talk: Conversation) -> "Session":
    from chronos.chat import create_session

    about = talk.topic
    async with talk.app.db.acting_as(talk.actor) as tx:
        talk.session = await create_session(
            tx, talk.actor, video_ids=about.video_ids, course_id=about.course_id, at_seconds=about.at_seconds
        )
    if talk.as_json:
        print_json_line({"event": "session", "id": talk.session.id})
    return talk.session


async def _obey(talk: Conversation, line: str) -> None:
    """Do what a line that begins with a slash says. Raises Invalid for a command that does not exist."""
    command, _, rest = line.partition(" ")
    match command:
        case "/sources":
            _show_sources(talk)
        case "/id":
            _say(talk, "id", str(talk.message_id or ""), "{}" if talk.message_id else "There is no answer yet.")
        case "/save":
            _say(talk, "saved", await _save(talk, rest.strip()), "The conversation is saved in {}.")
        case "/new":
            talk.session, talk.citations, talk.message_id = None, (), None
            _say(talk, "new", "", "The next question begins a new conversation.")
        case "/help":
            _say(talk, "help", HELP, "{}")
        case _:
            raise Invalid(f"There is no command {one_line(command)}; /help lists them.")


async def _save(talk: Conversation, name: str) -> str:
    """Write the conversation as Markdown to a new file; return its path. Raises Invalid."""
    from chronos.chat import export_markdown, get_session, list_messages, shown_path

    if talk.session is None:
        raise Invalid("There is nothing to save: ask a question first.")
    async with talk.app.db.acting_as(talk.actor) as tx:
        session = await get_session(tx, talk.session.id)
        path = shown_path(await list_messages(tx, session.id))
    text = export_markdown(session, path, talk.app.settings.public_url)
    return _write_new(name or f"conversation-{str(session.id)[:8]}.md", text)


def _write_new(name: str, text: str) -> str:
    file = Path(name)
    try:
        file = file.expanduser()
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError as error:
        raise Invalid(f"{file} exists: name another file, as in `/save notes.md`.") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise Invalid(f"{file} cannot be written; name another file, as in `/save notes.md`.") from error
    return str(file)


def _show_sources(talk: Conversation) -> None:
    public_url = talk.app.settings.public_url
    if talk.as_json:
        told = [cited(citation, public_url) for citation in talk.citations]
        print_json_line({"event": "citations", "citations": told})
    elif talk.citations:
        print_citations(talk.citations, public_url, "")
    else:
        typer.echo("The last answer cites nothing.")


def _say(talk: Conversation, event: str, value: str, sentence: str) -> None:
    if talk.as_json:
        print_json_line({"event": event, "text": value})
    else:
        typer.echo(sentence.format(value))


def _report(talk: Conversation, error: ChronosError) -> None:
    if talk.as_json:
        print_json_line({"event": "error", "code": error.code, "detail": str(error)})
    else:
        typer.echo(f"chronos: {one_line(error)}", err=True)
