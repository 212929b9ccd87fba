"""Record an answer to a student: as a fact, and with its question for grouping by meaning."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.chat.events import Answer, Citation
from chronos.db import Tx, array_text, load_queries
from chronos.model import VideoId

_QUERIES = load_queries("chronos.chat")


async def record_answer(tx: Tx, answer: Answer, answer_id: UUID | None = None) -> None:
    """Record an answer to the calling student; `answer_id`: the message, if stored. A creator's leaves none."""
    values = {"covered": answer.covered, "citations": citations_of(answer), "answer_id": answer_id}
    await tx.execute(_QUERIES["record_answer"], values)


async def keep_question(tx: Tx, question_id: UUID, answer: Answer) -> None:
    """Keep the vector of a stored question, the moment that comes closest, and its words that are never said."""
    best, asked = next(iter(answer.found.moments), None), answer.found.asked
    closest = best and {
        "video_id": str(best.video_id),
        "start_seconds": best.start_seconds,
        "play_seconds": best.play_seconds,
        "score": best.score,
        "unheard": answer.found.unheard,
    }
    values = {
        "question_id": question_id,
        "covered": answer.covered,
        "closest": Jsonb(closest) if closest else None,
        "vector": array_text(asked.vector.tolist()) if asked else None,
        "model": asked.model if asked else None,
    }
    await tx.execute(_QUERIES["keep_question"], values)


def citations_of(answer: Answer) -> Jsonb:
    """Return the citations as they are stored."""
    return Jsonb([store_citation(citation) for citation in answer.citations])


def read_citation(stored: Mapping[str, Any]) -> Citation:
    """Return a citation as it was stored."""
    values = {**stored, "video_id": VideoId(UUID(stored["video_id"])), "chunk_id": UUID(stored["chunk_id"])}
    text = values.pop("quote")
    return Citation(**values, text=text)


def store_citation(citation: Citation) -> dict[str, Any]:
    """Return a citation as it is stored."""
    values = asdict(citation) | {"video_id": str(citation.video_id), "chunk_id": str(citation.chunk_id)}
    quote = values.pop("text")
    return values | {"quote": quote}
