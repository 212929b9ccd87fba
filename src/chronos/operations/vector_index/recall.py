"""Recall: how many of the nearest chunks a search really finds, asked as the people who search."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import SERVICE, Owner, fetch, load_queries
from chronos.model import Actor, CreatorId, StudentId

NEIGHBOURS = 10
QUESTIONS = 20  # of each kind; more would not change the second digit and keeps a large library waiting
FEW_QUESTIONS = 3
PATIENCE_SECONDS = 10.0  # for the exact answers of one asker: over a million chunks one takes seconds
SAME = 1e-6  # two chunks as like the question as this are equally good answers

QUERIES = load_queries("chronos.operations.vector_index", "recall.sql")


@dataclass(frozen=True, slots=True)
class Recall:
    """What one kind of asker finds: the share of the ten nearest, 0 to 1.

    `on_topic` for questions like the asker's own chunks, `off_topic` for questions like other tenants' chunks (None
    where there are none). `median_ms` is one search.
    """

    who: str
    chunks: int
    on_topic: float
    off_topic: float | None
    median_ms: float


@dataclass(frozen=True, slots=True)
class Asker:
    """An actor to search as, with questions and, once they are known, the right answers."""

    who: str
    actor: Actor
    chunks: int
    on_topic: Sequence[str]
    off_topic: Sequence[str]
    truth: Sequence[Sequence[float]] = field(default=())

    @property
    def questions(self) -> Sequence[str]:
        """All of them."""
        return [*self.on_topic, *self.off_topic]


async def choose_askers(connection: Owner) -> list[Asker]:
    """The service, and a student (or else the creator) of the largest, a middle and the smallest tenant; with truth."""
    sample = await _sample(connection, "sample_of_all")
    if not sample:
        return []
    [count] = await fetch(connection, "select count(*) as chunks from public.video_chunks where embedding is not null")
    askers = [Asker("the service, over everything", SERVICE, count["chunks"], sample, ())]
    askers += [
        Asker(
            row["who"],
            _member(row["tenant"], row["student"]),
            row["chunks"],
            await _sample(connection, "sample_of_tenant", row["tenant"]),
            await _sample(connection, "sample_of_others", row["tenant"], 2 * QUESTIONS),
        )
        for row in await fetch(connection, QUERIES["tenants_to_measure"], {"at_least": NEIGHBOURS})
    ]
    return [await with_truth(connection, asker) for asker in askers]


async def with_truth(connection: Owner, asker: Asker) -> Asker:
    """The asker with the right answers; of others' questions those are kept that the asker's chunks answer least."""
    asker = await _affordable(connection, asker)
    truth, _ = await _ask(connection, asker, "search_exactly")
    own = len(asker.on_topic)
    off_topic = sorted(zip(asker.off_topic, truth[own:], strict=True), key=lambda pair: pair[1])[:own]
    return replace(
        asker,
        off_topic=[question for question, _ in off_topic],
        truth=[*truth[:own], *(answer for _, answer in off_topic)],
    )


async def measure_recall(connection: Owner, askers: Sequence[Asker]) -> list[Recall]:
    """What each asker finds through `search_video_chunks` as it is now."""
    measured = []
    for asker in askers:
        answers, median_ms = await _ask(connection, asker, "search")
        shares = [_share(answer, truth) for answer, truth in zip(answers, asker.truth, strict=True)]
        on_topic, off_topic = shares[: len(asker.on_topic)], shares[len(asker.on_topic) :]
        measured.append(
            Recall(
                asker.who,
                asker.chunks,
                round(fmean(on_topic), 3),
                round(fmean(off_topic), 3) if off_topic else None,
                round(median_ms, 2),
            )
        )
    return measured


def overall(measured: Sequence[Recall]) -> float | None:
    """One figure for all of them: the mean over askers and kinds of questions."""
    parts = [part for one in measured for part in (one.on_topic, one.off_topic) if part is not None]
    return round(fmean(parts), 3) if parts else None


def _share(answer: Sequence[float], truth: Sequence[float]) -> float:
    """Similarities are compared, not ids: of equally near chunks any will do."""
    return sum(similarity >= truth[-1] - SAME for similarity in answer) / len(truth) if truth else 1.0


async def _affordable(connection: Owner, asker: Asker) -> Asker:
    """With as many questions as there is time to answer exactly."""
    _, first_ms = await _ask(connection, replace(asker, on_topic=asker.on_topic[:1], off_topic=()), "search_exactly")
    share = min(1.0, 1000 * PATIENCE_SECONDS / (first_ms * len(asker.questions)))
    fewer = [max(FEW_QUESTIONS, int(share * len(questions))) for questions in (asker.on_topic, asker.off_topic)]
    return replace(asker, on_topic=asker.on_topic[: fewer[0]], off_topic=asker.off_topic[: fewer[1]])


async def _sample(connection: Owner, statement: str, tenant: UUID | None = None, count: int = QUESTIONS) -> list[str]:
    rows = await fetch(connection, QUERIES[statement], {"count": count, "tenant": tenant})
    return [row["question"] for row in rows]


async def _ask(connection: Owner, asker: Asker, statement: str) -> tuple[list[list[float]], float]:
    """The similarities found for each question, and the median time in milliseconds."""
    answers, times = [], []
    async with connection.transaction(force_rollback=True):
        claims = Jsonb(dict(asker.actor.claims))
        await connection.execute(QUERIES["enter"], {"role": asker.actor.role, "claims": claims})
        for question in asker.questions:
            began = time.perf_counter()
            rows = await fetch(connection, QUERIES[statement], {"question": question, "count": NEIGHBOURS})
            times.append(time.perf_counter() - began)
            answers.append([row["similarity"] for row in rows])
    return answers, 1000 * median(times)


def _member(tenant: CreatorId, student: StudentId | None) -> Actor:
    if student is not None:
        return Actor("authenticated", subject=student, student_id=student)
    return Actor("authenticated", subject=tenant, creator_id=tenant)
