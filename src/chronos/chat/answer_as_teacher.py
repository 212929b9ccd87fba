"""Answer as the teacher: what a creator said to this question, or to one that means the same, comes first."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from chronos.chat.events import TEACHER, Answer, Answered, AnswerEvent, Citation, CitationAdded, TextAdded
from chronos.chat.inquiry import Inquiry
from chronos.chat.record_answer import read_citation
from chronos.chat.same_question import SAME_QUESTION, asks_the_same
from chronos.db import Tx, array_text, load_queries
from chronos.providers.language import Usage
from chronos.search import Found, Scope, resolve_scope

_QUERIES = load_queries("chronos.chat", "teacher_answers.sql")
_PARTS = re.compile(r"(\[[0-9]{1,3}\])")


@dataclass(frozen=True, slots=True)
class Taught:
    """What the teacher says to a question."""

    content: str
    citations: tuple[Citation, ...]


async def find_taught(tx: Tx, question: str, found: Found, scope: Scope) -> Taught | None:
    """Return the teacher's answer to a question that was searched, if it has one that the caller may read.

    Only an answer within `scope` counts: about chosen videos or a course, one that cites these alone. Raises NotFound
    for a course that the caller may not see.
    """
    within = await resolve_scope(tx, scope)
    asked = found.asked
    values = {
        "question": question,
        "vector": array_text(asked.vector.tolist()) if asked else None,
        "model": asked.model if asked else None,
        "least": SAME_QUESTION,
    }
    for row in await tx.fetch(_QUERIES["nearest_questions"], values):
        citations = tuple(read_citation(each) for each in row["video_references"])
        if asks_the_same(question, row["question"]) and _is_within(citations, within):
            return Taught(row["content"], citations)
    return None


async def answer_as_teacher(taught: Taught, inquiry: Inquiry) -> AsyncGenerator[AnswerEvent, None]:
    """Say what the teacher says, with its citations; no model is called, and nothing is charged."""
    numbered = {f"[{number}]": number for number in range(1, len(taught.citations) + 1)}
    for part in filter(None, _PARTS.split(taught.content)):
        if number := numbered.pop(part, 0):
            yield CitationAdded(number, taught.citations[number - 1])
        yield TextAdded(part)
    text, cited = taught.content, taught.citations
    yield Answered(Answer(True, True, text, cited, TEACHER, Usage(), None, inquiry.found, inquiry.answer_id))


def _is_within(citations: tuple[Citation, ...], scope: Scope) -> bool:
    if scope == Scope(scope.video_ids, at_seconds=scope.at_seconds):
        return scope.video_ids is None or {citation.video_id for citation in citations} <= set(scope.video_ids)
    return False
