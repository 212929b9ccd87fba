"""Questions: what students ask most, and what the videos do not cover."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.analytics.group_questions import Asked, Group, group_questions
from chronos.analytics.period import Days, Period, read_period
from chronos.analytics.table import Table, small_text
from chronos.db import Database, Row, Tx, load_queries
from chronos.model import Actor, VideoId

_QUERIES = load_queries("chronos.analytics")

MAX_QUESTIONS = 2000  # the last ones; grouping compares all pairs
MAX_GROUPS = 100
MAX_MOMENTS = 3  # of a group; a refusal lists no more


@dataclass(frozen=True, slots=True)
class ClosestMoment:
    """Where the videos come closest to a question: the answer's best moment, covered or not."""

    video_id: VideoId
    title: str
    start_seconds: float
    play_seconds: float


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that mean the same; `question` is the one nearest to their centre, `moment` its closest moment.

    `moments`: the closest first, and where no video covers it up to three. `unheard` are words of theirs that the
    videos never said when they were asked.
    """

    question: str
    questions: int
    students: int
    not_covered: int
    last_asked_at: datetime
    moment: ClosestMoment | None
    unheard: Sequence[str] = ()
    moments: Sequence[ClosestMoment] = ()


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """A question that students asked the teacher to answer, `times` in these words, last at `told_at`."""

    question: str
    times: int
    told_at: datetime
    moments: Sequence[ClosestMoment]


@dataclass(frozen=True, slots=True)
class Questions:
    """What was asked in a period; `groups` is None when fewer than `least_group` students asked.

    `grouped` questions, the last ones of all `questions`, are in groups, of which the MAX_GROUPS largest are shown.
    `told`, of gaps alone: what students asked the teacher to answer and is not answered yet, however few they are.
    """

    period: Period
    questions: int
    students: int
    grouped: int
    groups: Sequence[QuestionGroup] | None
    least_group: int
    told: Sequence[ToldQuestion] = ()

    def table(self) -> Table:
        """Return the groups as rows."""
        columns = ("question", "questions", "students", "not_covered", "last_asked_at", "video_id", "title")
        moments = ("start_seconds", "play_seconds", "unheard")
        rows = [
            (g.question, g.questions, g.students, g.not_covered, g.last_asked_at)
            + ((m.video_id, m.title, m.start_seconds, m.play_seconds) if (m := g.moment) else (None,) * 4)
            + (" ".join(g.unheard),)
            for g in self.groups or ()
        ]
        withheld = small_text(self.least_group, "asked") if self.groups is None else None
        return Table(columns + moments, rows, withheld)


async def get_questions(db: Database, actor: Actor, days: Days = (None, None), *, gaps: bool = False) -> Questions:
    """Return what students asked, the most asked first; `gaps`: only what the videos do not cover.

    `days` are the first and the last one, None for the default. Raises NotAllowed, Invalid (`period_invalid`).
    """
    async with db.acting_as(actor) as tx:
        period = await read_period(tx, actor, *days)
        values = {"starts": period.starts, "ends": period.ends, "gaps": gaps}
        totals = await tx.fetch_one(_QUERIES["count_asked"], values)
        assert totals is not None  # noqa: S101 - counts
        values |= {"limit": MAX_QUESTIONS, "students": totals["students"]}
        rows = await tx.fetch(_QUERIES["list_asked"], values, binary=True)
    asked = [Asked(row["question"], row["asker"], row["embedding_model"], row["vector"] or b"") for row in rows]
    groups = (await asyncio.to_thread(group_questions, asked))[:MAX_GROUPS]  # computing: no transaction is open
    async with db.acting_as(actor) as tx:
        values = {"ids": [rows[group.name]["message_id"] for group in groups]}
        closest = await tx.fetch(_QUERIES["list_closest"], values)
        told = await _list_told(tx, period) if gaps else []
    shown = [_shown(group, rows, closest) for group in groups]
    counts = (totals["questions"], totals["students"], len(rows))
    return Questions(period, *counts, shown or None, totals["least_group"], told)


async def _list_told(tx: Tx, period: Period) -> list[ToldQuestion]:
    values = {"starts": period.starts, "ends": period.ends, "limit": MAX_GROUPS}
    rows = await tx.fetch(_QUERIES["list_told"], values)
    closest = await tx.fetch(_QUERIES["list_closest"], {"ids": [row["message_id"] for row in rows]})
    return [
        ToldQuestion(
            row["question"],
            row["times"],
            row["told_at"],
            _distinct([_moment(each) for each in closest if each["message_id"] == row["message_id"]]),
        )
        for row in rows
    ]


def _shown(group: Group, rows: Sequence[Row], closest: Sequence[Row]) -> QuestionGroup:
    members = [rows[place] for place in group.members]
    name = rows[group.name]
    moment = _moment(name) if isinstance(name["video_id"], UUID) else None
    others = [_moment(row) for row in closest if row["message_id"] == name["message_id"]]
    return QuestionGroup(
        question=name["question"],
        questions=len(members),
        students=len({row["asker"] for row in members}),
        not_covered=sum(not row["is_covered"] for row in members),
        last_asked_at=max(row["asked_at"] for row in members),
        moment=moment,
        unheard=tuple(dict.fromkeys(word.lower() for row in members for word in row["unheard"])),
        moments=_distinct([*([moment] if moment else []), *others]),
    )


def _moment(row: Row) -> ClosestMoment:
    return ClosestMoment(VideoId(row["video_id"]), row["title"], row["start_seconds"], row["play_seconds"])


def _distinct(moments: Sequence[ClosestMoment]) -> tuple[ClosestMoment, ...]:
    kept: dict[tuple[VideoId, int], ClosestMoment] = {}
    for one in moments:
        kept.setdefault((one.video_id, round(one.start_seconds)), one)
    return tuple(kept.values())[:MAX_MOMENTS]
