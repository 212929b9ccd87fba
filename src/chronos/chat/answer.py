"""Answer a question by quoting: the sentences that answer it, each with the second where it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chronos.db import Database
from chronos.model import Actor, Moment, VideoId
from chronos.search import EVERYTHING, Engine, Found, Scope, find_moments

EXTRACTIVE = "extractive"
NOT_COVERED = "This is not covered in this course."
UNSURE = "Not sure that this answers it; the closest that is said:"
MAX_QUOTES = 3
QUOTE_SHARE = 0.5  # a further quote must score nearly as well as the first, or it distracts
CLOSEST = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence, when it is said, and where its link starts playing: where it is said."""

    video_id: VideoId
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`citations` support the text; when nothing is covered they are the closest moments instead.

    `sure` is False for an answer that may be about something else.
    """

    covered: bool
    sure: bool
    text: str
    citations: Sequence[Citation]
    model: str


async def ask(
    db: Database,
    engine: Engine,
    actor: Actor,
    question: str,
    *,
    scope: Scope = EVERYTHING,
    is_counted: bool = False,
) -> Answer:
    """Answer from what the actor may see; `is_counted`: the caller has taken the question's token.

    Raises Invalid for a question that cannot be asked, OverLimit for one too many.
    """
    counts_as: Literal["ask"] | None = None if is_counted else "ask"
    return quote(await find_moments(db, engine, actor, question, limit=MAX_QUOTES, scope=scope, counts_as=counts_as))


def quote(found: Found) -> Answer:
    """The extractive answer: quotes numbered as their citations, or the plain word that it is not covered."""
    if not found.moments or found.verdict == "not_covered":
        return Answer(False, False, NOT_COVERED, [_cite(moment) for moment in found.moments[:CLOSEST]], EXTRACTIVE)
    least = QUOTE_SHARE * found.moments[0].score
    citations = [_cite(moment) for moment in found.moments[:MAX_QUOTES] if moment.score >= least]
    quotes = [f"“{citation.text}” [{number}]" for number, citation in enumerate(citations, start=1)]
    sure = found.verdict == "answered"
    return Answer(True, sure, "\n".join(quotes if sure else [UNSURE, *quotes]), citations, EXTRACTIVE)


def _cite(moment: Moment) -> Citation:
    return Citation(
        video_id=moment.video_id,
        title=moment.title,
        start_seconds=moment.start_seconds,
        end_seconds=moment.end_seconds,
        play_seconds=moment.start_seconds,
        text=moment.text,
    )
