"""Search the notes of the student who asks by the words of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.model import Actor, VideoId
from chronos.search.clean_query import clean_query
from chronos.search.question import read_terms
from chronos.search.rank import MAX_MOMENTS
from chronos.search.scope import EVERYTHING, Scope, resolve_scope
from chronos.text import language_code

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note that has words of the question; `score`, 0 to 1, is the share of the question's words that it has."""

    id: UUID
    video_id: VideoId
    title: str
    at_seconds: float
    content: str
    score: float


async def find_notes(
    db: Database, actor: Actor, query: str, *, limit: int = 5, scope: Scope = EVERYTHING
) -> Sequence[FoundNote]:
    """Return the calling student's notes with words of `query` in any of their forms, most words first.

    Notes at videos that are locked to the student are left out; only students have any. Raises Invalid for an
    empty or endless query, NotFound for a course that the student may not see.
    """
    query = clean_query(query)
    if actor.student_id is None:
        return []
    async with db.acting_as(actor) as tx:
        scope = await resolve_scope(tx, scope)
        languages = [language_code(row["language"]) for row in await tx.fetch(_QUERIES["note_languages"])]
        forms = list(read_terms(query, ["en", *languages]).values()) if languages else []
        if not forms:
            return []
        values = {
            "words": [word for word, stems in enumerate(forms) for _ in stems],
            "stems": [stem for stems in forms for stem in stems],
            "video_ids": list(scope.video_ids) if scope.video_ids is not None else None,
            "language": scope.language,
            "since": scope.since,
            "before": scope.before,
            "limit": max(1, min(limit, MAX_MOMENTS)),
        }
        rows = await tx.fetch(_QUERIES["matching_notes"], values)
    return [FoundNote(score=row.pop("shared") / len(forms), **row) for row in rows]
