"""FAQ: what many students ask, with the teacher's answer or quotes of the videos."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.analytics.period import Days, Period
from chronos.analytics.questions import QuestionGroup, get_questions
from chronos.analytics.table import Table, small_text
from chronos.chat import Answer, quote_answer
from chronos.db import Database
from chronos.model import Actor
from chronos.search import Engine

MAX_FAQ = 20  # each entry is a search


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question that at least `least_group` students asked in their own words, and the teacher's answer or quotes."""

    group: QuestionGroup
    answer: Answer


@dataclass(frozen=True, slots=True)
class Faq:
    """The most asked questions of a period, the most asked first."""

    period: Period
    entries: Sequence[FaqEntry]
    least_group: int

    def table(self) -> Table:
        """Return the entries as rows."""
        rows = [
            (e.group.question, e.group.questions, e.group.students, e.answer.covered, e.answer.model, e.answer.text)
            for e in self.entries
        ]
        withheld = None if rows else small_text(self.least_group, "asked the same")
        return Table(("question", "questions", "students", "covered", "model", "answer"), rows, withheld)


async def get_faq(db: Database, engine: Engine, actor: Actor, days: Days = (None, None)) -> Faq:
    """Return the MAX_FAQ most asked questions with answers. Raises NotAllowed, Invalid (`period_invalid`)."""
    asked = await get_questions(db, actor, days)
    often = [group for group in asked.groups or () if group.students >= asked.least_group][:MAX_FAQ]
    entries = [FaqEntry(group, await quote_answer(db, engine, actor, group.question)) for group in often]
    return Faq(asked.period, entries, asked.least_group)
