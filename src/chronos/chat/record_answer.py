"""Record an answer to a student: as a fact, and with its question for grouping by meaning."""

from dataclasses import asdict
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.chat.word_answer import Answer
from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.chat")


async def record_answer(tx: Tx, answer: Answer, answer_id: UUID | None = None) -> None:
    """Record an answer to the calling student; `answer_id`: the message, if stored. A creator's leaves none."""
    values = {"covered": answer.covered, "citations": citations_of(answer), "answer_id": answer_id}
    await tx.execute(_QUERIES["record_answer"], values)


async def keep_question(tx: Tx, question_id: UUID, answer: Answer) -> None:
    """Keep the vector of a stored question and the moment that comes closest to it."""
    best, asked = next(iter(answer.found.moments), None), answer.found.asked
    closest = best and {
        "video_id": str(best.video_id),
        "start_seconds": best.start_seconds,
        "play_seconds": best.play_seconds,
        "score": best.score,
    }
    values = {
        "question_id": question_id,
        "covered": answer.covered,
        "closest": Jsonb(closest) if closest else None,
        "vector": asked.vector.tolist() if asked else None,
        "model": asked.model if asked else None,
    }
    await tx.execute(_QUERIES["keep_question"], values)


def citations_of(answer: Answer) -> Jsonb:
    """Return the citations as they are stored."""
    return Jsonb([asdict(citation) | {"video_id": str(citation.video_id)} for citation in answer.citations])
