"""Export a conversation as Markdown, with links to the seconds that its answers cite."""

import re
from collections.abc import Sequence

from chronos.chat.events import Citation
from chronos.chat.messages import Message
from chronos.chat.sessions import Session
from chronos.text import clock
from chronos.videos import moment_url

UNTITLED = "Conversation"

# Whatever a person or a video says is text: none of it becomes a heading, a link, an image or HTML.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&]|(?<=:)/|(?<=www)\.)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def export_markdown(session: Session, path: Sequence[Message], public_url: str) -> str:
    """Return the messages of `path` with the quotes of each answer; a link starts where its quote is said."""
    parts = [f"# {escape_markdown(session.title or UNTITLED)}"]
    for message in path:
        who = "Question" if message.role == "user" else "Answer"
        parts.append(f"**{who}**, {message.created_at:%Y-%m-%d %H:%M} UTC\n\n{escape_markdown(message.content)}")
        if message.citations:
            cited = enumerate(message.citations, 1)
            parts.append("\n".join(_reference(number, citation, public_url) for number, citation in cited))
    return "\n\n".join(parts) + "\n"


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))


def _reference(number: int, citation: Citation, public_url: str) -> str:
    title = escape_markdown(" ".join(citation.title.split()))
    link = moment_url(public_url, citation.video_id, citation.play_seconds)
    quote = escape_markdown(" ".join(citation.text.split()))
    return f"{number}. [{title}, {clock(citation.start_seconds)}]({link}): “{quote}”"
