"""Answers with citations, alone or in a student's conversation."""

from chronos.chat.answer import ask
from chronos.chat.events import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    CitationAdded,
    SourcesFound,
    TextAdded,
)
from chronos.chat.messages import WITHHELD, Message, list_messages, post_message
from chronos.chat.open_citation import open_citation
from chronos.chat.sessions import (
    MAX_PAGE,
    Session,
    create_session,
    delete_session,
    get_session,
    list_sessions,
    rename_session,
)
from chronos.chat.stream_answer import Answerer, Asking, stream_answer
from chronos.chat.word_answer import UNSURE

__all__ = [
    "MAX_PAGE",
    "UNSURE",
    "WITHHELD",
    "Answer",
    "AnswerEvent",
    "Answered",
    "Answerer",
    "Asking",
    "Citation",
    "CitationAdded",
    "Message",
    "Session",
    "SourcesFound",
    "TextAdded",
    "ask",
    "create_session",
    "delete_session",
    "get_session",
    "list_messages",
    "list_sessions",
    "open_citation",
    "post_message",
    "rename_session",
    "stream_answer",
]
