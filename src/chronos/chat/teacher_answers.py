"""Teacher's answers: what a creator says to a question, cited with quotes of its own videos."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.chat.clean_text import clean_quote
from chronos.chat.events import Citation
from chronos.chat.record_answer import read_citation, store_citation
from chronos.db import Database, Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, VideoId
from chronos.providers.embedding import Embedder
from chronos.search import clean_query, compute
from chronos.text import clock, join_words

_QUERIES = load_queries("chronos.chat", "teacher_answers.sql")

MAX_TEACHER_CHARACTERS = 5_000
MAX_TEACHER_QUESTIONS = 20
MAX_TEACHER_CITATIONS = 10
MAX_TEACHER_PAGE = 200
MAX_QUOTE_SENTENCES = 8

_NUMBER = re.compile(r"\[([0-9]{1,3})\]")


@dataclass(frozen=True, slots=True)
class TaughtMoment:
    """A part of a video to cite; its sentences from `start_seconds` to `end_seconds` are quoted."""

    video_id: VideoId
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Teaching:
    """An answer to give: to which questions, in which words, citing what. `content` None: the quotes alone."""

    questions: Sequence[str]
    moments: Sequence[TaughtMoment]
    content: str | None = None


@dataclass(frozen=True, slots=True)
class TeacherAnswer:
    """An answer of the creator. `content` names its citations by their numbers in brackets."""

    id: UUID
    questions: Sequence[str]
    content: str
    citations: Sequence[Citation]
    created_at: datetime
    updated_at: datetime


async def teach(
    db: Database, embedder: Embedder, actor: Actor, teaching: Teaching, *, replaces: UUID | None = None
) -> TeacherAnswer:
    """Add an answer, or change the one that it `replaces`.

    Raises NotAllowed (`creators_only`, `not_allowed`), Invalid (`teacher_answer_invalid`, `moment_not_said`), NotFound
    (`teacher_answer_not_found`), Conflict when another answer has one of the questions.
    """
    require_teacher(actor)
    require_number_of_citations(teaching.moments)
    questions = await read_questions(embedder, teaching.questions)
    async with db.acting_as(actor) as tx:
        citations = [await _cite(tx, moment) for moment in teaching.moments]
        return await write_teacher_answer(tx, questions, citations, teaching.content, replaces=replaces)


def require_teacher(actor: Actor) -> None:
    """Raise NotAllowed (`creators_only`) for a student."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator answers as the teacher.", code="creators_only")


def require_number_of_citations(cited: Sequence[object]) -> None:
    """Raise Invalid (`teacher_answer_invalid`) for none, or more than an answer may have."""
    if not 1 <= len(cited) <= MAX_TEACHER_CITATIONS:
        raise Invalid(f"Cite 1 to {MAX_TEACHER_CITATIONS} moments.", code="teacher_answer_invalid")


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question with its vector, and the embedding model that made it."""

    text: str
    vector: Sequence[float]
    model: str


async def read_questions(embedder: Embedder, texts: Sequence[str]) -> list[ReadQuestion]:
    """Return the questions of an answer, each once. Raises Invalid for none, too many, and one that cannot be asked."""
    questions = list(dict.fromkeys(map(clean_query, texts)))
    if not 1 <= len(questions) <= MAX_TEACHER_QUESTIONS:
        raise Invalid(f"Give 1 to {MAX_TEACHER_QUESTIONS} questions.", code="teacher_answer_invalid")
    if not all(any(map(str.isalnum, text)) for text in questions):
        raise Invalid("Give questions that have a word.", code="teacher_answer_invalid")
    readings = await compute(embedder.read, questions)
    pairs = zip(questions, readings, strict=True)
    return [ReadQuestion(text, reading.vector.tolist(), embedder.name) for text, reading in pairs]


async def write_teacher_answer(
    tx: Tx,
    questions: Sequence[ReadQuestion],
    citations: Sequence[Citation],
    content: str | None,
    *,
    replaces: UUID | None = None,
) -> TeacherAnswer:
    """Insert an answer, or change the one that it `replaces`; `content` None: its quotes. Raises as `teach`."""
    id_ = replaces or uuid4()
    stored = Jsonb(list(map(store_citation, citations)))
    values = {"id": id_, "content": _content(content, citations), "citations": stored}
    if not await tx.execute(_QUERIES["change_answer" if replaces else "insert_answer"], values):
        raise _no_such_answer(id_)
    await tx.execute(_QUERIES["remove_questions"], {"id": id_})
    for place, question in enumerate(questions, start=1):
        row = {"id": id_, "place": place, "question": question.text}
        await tx.execute(_QUERIES["insert_question"], row | {"vector": question.vector, "model": question.model})
    return await get_teacher_answer(tx, id_)


async def list_teacher_answers(
    tx: Tx, *, cursor: UUID | None = None, limit: int = MAX_TEACHER_PAGE
) -> list[TeacherAnswer]:
    """List the answers that the caller may read, the latest first, after `cursor` if given. Raises NotFound."""
    before = (await get_teacher_answer(tx, cursor)).created_at if cursor is not None else None
    return await _fetch(tx, before=before, before_id=cursor, limit=max(1, min(limit, MAX_TEACHER_PAGE)))


async def get_teacher_answer(tx: Tx, answer_id: UUID) -> TeacherAnswer:
    """Return one answer. Raises NotFound (`teacher_answer_not_found`)."""
    found = await _fetch(tx, id=answer_id)
    if not found:
        raise _no_such_answer(answer_id)
    return found[0]


async def remove_teacher_answer(tx: Tx, answer_id: UUID) -> None:
    """Remove an answer with its questions. Raises NotFound (`teacher_answer_not_found`)."""
    if not await tx.execute(_QUERIES["remove_answer"], {"id": answer_id}):
        raise _no_such_answer(answer_id)


async def _cite(tx: Tx, moment: TaughtMoment) -> Citation:
    if not 0 <= moment.start_seconds <= moment.end_seconds < math.inf:
        raise Invalid("A moment lasts from a second to the same or a later one.", code="moment_not_said")
    values = {
        "video_id": moment.video_id,
        "from_seconds": moment.start_seconds,
        "until_seconds": moment.end_seconds,
        "limit": MAX_QUOTE_SENTENCES,
    }
    said = await tx.fetch(_QUERIES["said_between"], values)
    text = clean_quote(join_words([one["text"] for one in said]))
    if not text:
        raise Invalid(
            f"Nothing is said at {clock(moment.start_seconds)} of that video: choose a second with speech.",
            code="moment_not_said",
        )
    return Citation(
        video_id=VideoId(said[0]["video_id"]),
        chunk_id=said[0]["chunk_id"],
        title=clean_quote(said[0]["title"]),
        start_seconds=said[0]["start_seconds"],
        end_seconds=said[-1]["end_seconds"],
        play_seconds=said[0]["start_seconds"],
        text=text,
    )


def _content(text: str | None, citations: Sequence[Citation]) -> str:
    """Return the text with a number for each citation: those that it does not name stand at its end."""
    text = (text or "").replace("\0", "").strip()
    if not text:
        return "\n".join(f"“{citation.text}” [{number}]" for number, citation in enumerate(citations, start=1))
    if len(text) > MAX_TEACHER_CHARACTERS:
        raise Invalid(
            f"A teacher's answer has at most {MAX_TEACHER_CHARACTERS} characters.", code="teacher_answer_invalid"
        )
    named = {int(number) for number in _NUMBER.findall(text)}
    if not named <= set(range(1, len(citations) + 1)):
        raise Invalid(f"The text cites a moment beyond [{len(citations)}].", code="teacher_answer_invalid")
    missing = [f"[{number}]" for number in range(1, len(citations) + 1) if number not in named]
    return " ".join([text, *missing])


async def _fetch(tx: Tx, **wanted: object) -> list[TeacherAnswer]:
    values = {"id": None, "before": None, "before_id": None, "limit": 1} | wanted
    return [_answer(row) for row in await tx.fetch(_QUERIES["list_answers"], values)]


def _answer(row: Mapping[str, Any]) -> TeacherAnswer:
    return TeacherAnswer(
        id=row["id"],
        questions=row["questions"],
        content=row["content"],
        citations=[read_citation(each) for each in row["video_references"]],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _no_such_answer(answer_id: UUID) -> NotFound:
    return NotFound(f"There is no teacher's answer {answer_id}.", code="teacher_answer_not_found")
