"""A conversation as pages show it: questions with their answers, marks in the text, and what is cited."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chronos.chat import Citation, Message, Session
from chronos.model import VideoId
from chronos.web.words import translatable

_TEACHER = "teacher"  # the model of an answer that a creator gave
_MARK = re.compile(r"\s?\[(\d{1,3})\]")

TODAY = translatable("Today")
THIS_WEEK = translatable("This week")
EARLIER = translatable("Earlier")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer's text, or the mark of a citation."""

    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer. `pieces` are empty where the quotes below it say all."""

    message: Message
    pieces: Sequence[Piece]

    @property
    def is_teachers(self) -> bool:
        """Whether the teacher wrote it."""
        return self.message.model == _TEACHER

    @property
    def is_quoted(self) -> bool:
        """Whether it consists of quotes alone."""
        return bool(self.message.citations) and not self.pieces


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """A question with its answer; None while it has none."""

    question: Message
    answer: AnswerView | None


@dataclass(frozen=True, slots=True)
class CitedVideo:
    """A video with the moments that a conversation cites, in their order."""

    id: VideoId
    title: str
    moments: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class TalkGroup:
    """Conversations of about the same time; `label` is translated by the template."""

    label: str
    sessions: Sequence[Session]


def view_exchanges(path: Sequence[Message]) -> list[ExchangeView]:
    """Return the questions of a path through a conversation, each with its answer."""
    answers = {message.parent_id: message for message in path if message.role == "assistant"}
    return [
        ExchangeView(message, view_answer(answers[message.id]) if message.id in answers else None)
        for message in path
        if message.role == "user"
    ]


def view_answer(message: Message) -> AnswerView:
    """Return an answer with the marks of its citations as links."""
    is_written = message.output_tokens is not None or message.model == _TEACHER
    is_shown = is_written or not message.covered or not message.citations
    return AnswerView(message, list(view_text(message.content, message.citations)) if is_shown else [])


def view_text(content: str, citations: Sequence[Citation]) -> Iterator[Piece]:
    """Yield a text in pieces, with the citations that its marks name."""
    end = 0
    for mark in _MARK.finditer(content):
        number = int(mark[1])
        if 1 <= number <= len(citations):
            yield Piece(content[end : mark.start()])
            yield Piece("", citations[number - 1])
            end = mark.end()
    if content[end:]:
        yield Piece(content[end:])


def videos_cited(exchanges: Sequence[ExchangeView]) -> set[VideoId]:
    """Return the videos that answers cite, or name as closest."""
    answers = [each.answer.message for each in exchanges if each.answer is not None]
    return {VideoId(citation.video_id) for message in answers for citation in message.citations}


def index_citations(exchanges: Sequence[ExchangeView]) -> list[CitedVideo]:
    """Return the moments that answers rest on, by video, each once."""
    found: dict[UUID, dict[float, Citation]] = {}
    for exchange in exchanges:
        if exchange.answer is not None and exchange.answer.message.covered:
            for citation in exchange.answer.message.citations:
                found.setdefault(citation.video_id, {})[citation.play_seconds] = citation
    return [
        CitedVideo(VideoId(video), next(iter(moments.values())).title, [moments[second] for second in sorted(moments)])
        for video, moments in found.items()
    ]


def group_sessions(sessions: Sequence[Session], now: datetime | None = None) -> list[TalkGroup]:
    """Return conversations by age: of today, of the last seven days, and earlier."""
    today = (now or datetime.now(UTC)).date()
    groups: dict[str, list[Session]] = {}
    for session in sessions:
        day = (session.last_message_at or session.created_at).astimezone(UTC).date()
        label = TODAY if day >= today else THIS_WEEK if day > today - timedelta(days=7) else EARLIER
        groups.setdefault(label, []).append(session)
    return [TalkGroup(label, groups[label]) for label in (TODAY, THIS_WEEK, EARLIER) if label in groups]
