"""From a question and its moments to a cited answer, in a conversation that is kept."""

from chronos.chat.answer import Answer, Citation, ask
from chronos.chat.conversation import (
    Message,
    Session,
    create_session,
    delete_session,
    get_session,
    list_messages,
    list_sessions,
    post_message,
    rename_session,
)

__all__ = [
    "Answer",
    "Citation",
    "Message",
    "Session",
    "ask",
    "create_session",
    "delete_session",
    "get_session",
    "list_messages",
    "list_sessions",
    "post_message",
    "rename_session",
]
