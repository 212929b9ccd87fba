"""Ids and frozen records that two rooms share. Times are seconds from the start of the video."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NewType
from uuid import UUID

CreatorId = NewType("CreatorId", UUID)
StudentId = NewType("StudentId", UUID)
VideoId = NewType("VideoId", UUID)
SessionId = NewType("SessionId", UUID)

Role = Literal["anon", "authenticated", "service_role", "chronos_assistant", "chronos_public"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The identity that a transaction acts as: a database role and the claims that policies read."""

    role: Role
    subject: UUID | None = None
    creator_id: CreatorId | None = None
    student_id: StudentId | None = None
    embed_id: UUID | None = None

    @property
    def claims(self) -> Mapping[str, Any]:
        """The JWT claims that policies read (docs/explanation/architecture.md, "Who is asking")."""
        ids = {"creator_id": self.creator_id, "student_id": self.student_id, "embed_id": self.embed_id}
        claims: dict[str, Any] = {
            "role": self.role,
            "app_metadata": {key: str(value) for key, value in ids.items() if value is not None},
        }
        if self.subject is not None:
            claims["sub"] = str(self.subject)
        return claims


ANONYMOUS = Actor(role="anon")


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its times; `text` has no white space and keeps its punctuation.

    `language` is an ISO 639-1 code; None: that of the video.
    """

    text: str
    start_seconds: float
    end_seconds: float
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A part of a video, from its first second to its last."""

    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of captions."""

    start_seconds: float
    end_seconds: float
    text: str


Why = Literal["words", "meaning", "both"]
Highlight = tuple[int, int]  # of a text: its first character, and one past its last


@dataclass(frozen=True, slots=True)
class Moment:
    """A search hit: the sentence that matches, when it is said, where to press play, and the passage around it.

    `text` is said from `start_seconds` to `end_seconds`. Playing starts at `play_seconds`, at most 2 s earlier; the
    answer lasts until `play_until_seconds` at most. `score`, 0 to 1, orders the moments of one answer only.
    `highlights` mark the words in `text` that the question shares.
    """

    video_id: VideoId
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    play_until_seconds: float
    text: str
    passage: str
    score: float
    why: Why
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence of a transcript, when it is said, and the chunk that holds it.

    `ends_whole` False: a longer sentence was cut here. `gap` is what stands in writing between it and the one before.
    """

    text: str
    start_seconds: float
    end_seconds: float
    chunk_id: UUID
    ends_whole: bool = True
    gap: str = " "


@dataclass(frozen=True, slots=True)
class Passage:
    """A moment with the sentences around it, in order; `best` is the place of the moment's own."""

    moment: Moment
    sentences: tuple[SpokenSentence, ...]
    best: int

    def quote(self, first: int, last: int) -> str:
        """Return the sentences from `first` to `last`, word for word, each with a capital; … shows a cut."""
        said = self.sentences[first : last + 1]
        is_begun_before = first > 0 and not self.sentences[first - 1].ends_whole
        text = "…" if is_begun_before else ""
        for sentence in said:
            begins = not text or text.endswith((".", "?", "!"))
            text += (sentence.gap if text.strip("…") else "") + (
                _capitalised(sentence.text) if begins else sentence.text
            )
        return text if said[-1].ends_whole else f"{text.rstrip(' ,;:–—-')}…"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:] if text.partition(" ")[0].islower() else text
