"""Pin an answer: one that a student got becomes the teacher's own, for its question and paraphrases of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chronos.chat.events import TEACHER, Citation
from chronos.chat.record_answer import read_citation
from chronos.chat.teacher_answers import (
    TeacherAnswer,
    read_questions,
    require_number_of_citations,
    require_teacher,
    write_teacher_answer,
)
from chronos.chat.word_answer import UNSURE
from chronos.db import Database, Tx, load_queries
from chronos.errors import Invalid, NotFound
from chronos.model import Actor
from chronos.providers.embedding import Embedder

_CHAT = load_queries("chronos.chat")
_QUERIES = load_queries("chronos.chat", "teacher_answers.sql")


@dataclass(frozen=True, slots=True)
class Pinning:
    """The answer of a conversation to pin, paraphrases of its question, and a corrected text; None keeps the text."""

    message_id: UUID
    also: Sequence[str] = ()
    content: str | None = None


@dataclass(frozen=True, slots=True)
class _Pinned:
    """What a message says: the question as it stands alone, the text without what was added for its reader."""

    question: str
    content: str
    citations: Sequence[Citation]


async def pin_answer(db: Database, embedder: Embedder, actor: Actor, pinning: Pinning) -> TeacherAnswer:
    """Add a teacher's answer with the text and the citations of a message; that staff read it is recorded.

    Raises NotAllowed (`creators_only`, `not_allowed`), NotFound (`message_not_found`), Invalid
    (`teacher_answer_invalid`) for an answer that is not complete or cites what is said no more, Conflict when another
    teacher's answer has one of the questions.
    """
    require_teacher(actor)
    async with db.acting_as(actor) as tx:
        pinned = await _read(tx, pinning.message_id)
    questions = await read_questions(embedder, [pinned.question, *pinning.also])
    async with db.acting_as(actor) as tx:
        await _require_citable(tx, pinned.citations)
        return await write_teacher_answer(tx, questions, pinned.citations, pinning.content or pinned.content)


async def _read(tx: Tx, message_id: UUID) -> _Pinned:
    row = await tx.fetch_one(_QUERIES["answer_to_pin"], {"message_id": message_id})
    if row is None:
        raise NotFound(f"There is no answer {message_id} in your students' conversations.", code="message_not_found")
    await tx.execute(_CHAT["record_reading"], {"session_id": row["session_id"]})
    written = row["metadata"]
    citations = [read_citation(each) for each in row["video_references"]]
    if not written.get("covered") or written.get("stopped") or not citations or row["model"] == TEACHER:
        raise Invalid(
            "Only a complete answer that cites your videos, and is not a teacher's answer already, can be pinned.",
            code="teacher_answer_invalid",
        )
    require_number_of_citations(citations)
    return _Pinned(written.get("searched_for") or row["question"] or "", _text(row, written), citations)


def _text(row: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    text: str = row["content"]
    return text.removesuffix(written.get("notice") or "").strip().removeprefix(UNSURE).strip()


async def _require_citable(tx: Tx, citations: Sequence[Citation]) -> None:
    chunks = {citation.chunk_id for citation in citations}
    rows = await tx.fetch(_QUERIES["list_citable_chunks"], {"ids": list(chunks)})
    if {row["id"] for row in rows} != chunks:
        raise Invalid(
            "A video that this answer cites was removed, or its text was replaced. Give your own answer instead.",
            code="teacher_answer_invalid",
        )
