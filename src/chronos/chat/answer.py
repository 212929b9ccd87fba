"""Answer a question by quoting: the sentences that answer it, each with the second where it is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.db import Database
from chronos.model import Actor, Moment, VideoId
from chronos.providers.embedding import Embedder
from chronos.search import Found, find_moments

EXTRACTIVE = "extractive"
NOT_COVERED = "This is not covered in this course."
# A question whose likest sentence is less like it than this is not answered. Rather too high than too low: whoever is
# told "not covered" still sees the closest moments, whoever is given a wrong quote stops trusting the right ones.
MIN_LIKENESS = 0.45
MAX_QUOTES = 3
QUOTE_MARGIN = 0.15  # a further quote must score nearly as well as the first, or it distracts
CLOSEST = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that was said, and when (seconds)."""

    video_id: VideoId
    title: str
    start_seconds: float
    end_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`citations` support the text; when nothing is covered they are the closest moments instead."""

    covered: bool
    text: str
    citations: Sequence[Citation]
    model: str


async def ask(
    db: Database,
    embedder: Embedder,
    actor: Actor,
    question: str,
    *,
    video_ids: Sequence[VideoId] | None = None,
) -> Answer:
    """Answer from what the actor may see. Raises Invalid for a question that cannot be asked."""
    found = await find_moments(db, embedder, actor, question, limit=MAX_QUOTES, video_ids=video_ids)
    return quote(found)


def quote(found: Found) -> Answer:
    """The extractive answer: quotes numbered as their citations, or the plain word that it is not covered."""
    if not found.moments or found.likeness < MIN_LIKENESS:
        return Answer(False, NOT_COVERED, [_cite(moment) for moment in found.moments[:CLOSEST]], EXTRACTIVE)
    best = found.moments[0].score
    citations = [_cite(moment) for moment in found.moments[:MAX_QUOTES] if best - moment.score <= QUOTE_MARGIN]
    text = "\n".join(f"“{citation.text}” [{number}]" for number, citation in enumerate(citations, start=1))
    return Answer(True, text, citations, EXTRACTIVE)


def _cite(moment: Moment) -> Citation:
    return Citation(moment.video_id, moment.title, moment.start_seconds, moment.end_seconds, moment.text)
