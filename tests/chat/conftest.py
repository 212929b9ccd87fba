"""A student whose creator has one video, and checks of citations that need no database."""

from collections.abc import Collection
from uuid import UUID

import pytest

from chronos.app import App
from chronos.chat.choose_citations import Checks
from chronos.model import Actor
from tests.factories import a_creator, a_student, a_talk, as_student

SENTENCE = "A fast shutter speed freezes the motion of a runner in mid air."


@pytest.fixture
async def sam(app: App) -> Actor:
    """A student of a creator whose one video says SENTENCE at second 10."""
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        student = as_student(await a_student(tx, ada))
    texts = ["Welcome to this course about how photographs are made.", SENTENCE]
    await a_talk(app.db, app.embedder, ada, texts, title="Shutter")
    return student


def no_checks(unreadable: Collection[UUID] = (), similarity: float = 0.0) -> Checks:
    """Checks by which every chunk but `unreadable` may be read, and all texts are equally similar."""

    async def list_readable(chunk_ids: Collection[UUID]) -> frozenset[UUID]:
        return frozenset(chunk_ids) - frozenset(unreadable)

    async def measure_similarity(one: str, other: str) -> float:
        return similarity

    return Checks(list_readable, measure_similarity)
