"""Remove a conversation so that it can be taken back for a week; its student alone can do either."""

from chronos.chat.sessions import session_not_found
from chronos.db import Tx, load_queries
from chronos.model import SessionId

_QUERIES = load_queries("chronos.chat")


async def bin_session(tx: Tx, session_id: SessionId) -> None:
    """Remove a conversation from every list and search; no one reads it now. Raises NotFound."""
    if not await tx.execute(_QUERIES["bin_session"], {"id": session_id}):
        raise session_not_found(session_id)


async def take_session_back(tx: Tx, session_id: SessionId) -> None:
    """Undo `bin_session`. Raises NotFound, also once the week is over."""
    if not await tx.execute(_QUERIES["take_session_back"], {"id": session_id}):
        raise session_not_found(session_id)
