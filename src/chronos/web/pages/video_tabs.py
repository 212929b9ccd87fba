"""The tabs beside a player: what they are called, where they lead, and the conversation that is shown in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from chronos import chat, videos
from chronos.db import Tx
from chronos.errors import NotFound
from chronos.model import Actor, SessionId, VideoId
from chronos.web.pages.conversation_view import ExchangeView, videos_cited, view_exchanges
from chronos.web.words import translatable

TabName = Literal["transcript", "ask", "notes"]
LABELS: Mapping[TabName, str] = {
    "transcript": translatable("Transcript"),
    "ask": translatable("Ask"),
    "notes": translatable("Notes"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; `label` is translated by the template."""

    name: TabName
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation beside a video; without one it is empty.

    `pictured`: the cited videos that have a storyboard. `told`: the questions that were sent to the teacher.
    `saved`: the answers that the student saved.
    """

    session: chat.Session | None = None
    exchanges: Sequence[ExchangeView] = ()
    verdicts: Mapping[UUID, str] | None = None
    pictured: frozenset[VideoId] = frozenset()
    told: frozenset[UUID] = frozenset()
    saved: frozenset[UUID] = frozenset()


def list_tabs(video_id: VideoId, actor: Actor, kept: Mapping[str, object]) -> list[Tab]:
    """Return the tabs of a video's page; their addresses keep those of `kept` that are given. Notes are students'."""
    given = {name: value for name, value in kept.items() if value is not None}
    return [
        Tab(name, label, f"/videos/{video_id}?{urlencode({'tab': name, **given})}")
        for name, label in LABELS.items()
        if name != "notes" or actor.student_id is not None
    ]


async def read_talk(tx: Tx, actor: Actor, session_id: UUID | None) -> Talk:
    """Return the calling student's conversation; an empty one when it is not theirs, or is gone."""
    if session_id is None or actor.student_id is None:
        return Talk(verdicts={})
    try:
        session = await chat.get_session(tx, SessionId(session_id))
    except NotFound:
        return Talk(verdicts={})
    messages = await chat.list_messages(tx, session.id)
    verdicts = await chat.list_verdicts(tx, session.id)
    exchanges = view_exchanges(chat.shown_path(messages))
    pictured = await videos.list_pictured(tx, videos_cited(exchanges))
    told, saved = await chat.list_told(tx, session.id), await chat.list_saved_of(tx, session.id)
    return Talk(session, exchanges, verdicts, pictured, told, frozenset(saved))
