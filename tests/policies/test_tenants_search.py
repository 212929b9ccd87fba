"""A search finds the same moments, order and scores whether other tenants exist or not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronos.db import Database
from chronos.db.dry_run import dry_run
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.providers.embedding import Embedder
from chronos.search import Engine, find_moments, find_words
from tests.factories import a_creator, a_student, a_talk, as_creator, as_student

SENTENCES = (
    "A wide aperture lets in more light.",
    "A fast shutter speed freezes a runner.",
    "Sourdough needs a warm place to rise.",
    "The crust is crisp when the oven is hot.",
    "Interest is paid on interest.",
    "The runner trains in the light of the morning.",
)
QUESTIONS = ("What freezes a runner?", "light", "How do I get a crisp crust?", '"paid on interest"', "zebra")


@dataclass(frozen=True)
class Talk:
    """A video to create from these sentences."""

    sentences: Sequence[str]
    is_published: bool


talks = st.builds(Talk, st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.booleans())
libraries = st.lists(talks, min_size=1, max_size=2)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans=st.lists(libraries, min_size=2, max_size=3))
def test_other_tenants_change_no_answer(
    tenants_db: Database, runner: asyncio.Runner, embedder: Embedder, plans: list[list[Talk]]
) -> None:
    runner.run(_example(tenants_db, embedder, plans))


async def _example(db: Database, embedder: Embedder, plans: list[list[Talk]]) -> None:
    async with dry_run(db) as stage:
        libraries = [await _make(stage, embedder, plan) for plan in plans]
        creator, student, videos = libraries[0]
        actors = (as_creator(creator), as_student(student))
        with_others = await _answers(stage, embedder, actors, videos)
        async with stage.as_service("test") as tx:
            await tx.execute("delete from creators where id <> %(own)s", {"own": creator})
        assert await _answers(stage, embedder, actors, videos) == with_others


async def _make(db: Database, embedder: Embedder, plan: list[Talk]) -> tuple[CreatorId, StudentId, set[VideoId]]:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        student = await a_student(tx, creator)
    videos = set()
    for talk in plan:
        video = await a_talk(db, embedder, creator, talk.sentences)
        videos.add(video)
        async with db.as_service("test") as tx:
            await tx.execute(
                "update videos set is_published = %(published)s where id = %(id)s",
                {"published": talk.is_published, "id": video},
            )
    return creator, student, videos


async def _answers(db: Database, embedder: Embedder, actors: Sequence[Actor], own: set[VideoId]) -> list[Any]:
    answers: list[Any] = []
    for actor in actors:
        for question in QUESTIONS:
            found = await find_moments(db, Engine(embedder), actor, question, limit=20)
            lines = await find_words(db, actor, question)
            assert {moment.video_id for moment in (*found.moments, *lines)} <= own
            answers += [found, lines]
    return answers
