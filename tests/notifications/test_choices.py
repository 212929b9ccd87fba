"""People choose what they are notified of."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor
from chronos.notifications import Choice, get_choices, put_choices
from tests.notifications.conftest import School


async def test_defaults_hold_until_a_choice_is_made(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        before = {(one.kind, one.channel): (one.mode, one.is_default) for one in await get_choices(tx)}
        assert len(before) == 8
        assert before["video.failed", "email"] == ("now", True)
        assert before["video.ready", "email"] == ("digest", True)
        assert before["video.failed", "whop"] == ("never", True)  # there is an e-mail address
        chosen = [Choice("video.ready", "email", "now"), Choice("video.ready", "email", "never")]
        after = {(one.kind, one.channel): (one.mode, one.is_default) for one in await put_choices(tx, chosen)}
    assert after == before | {("video.ready", "email"): ("never", False)}
    async with db.acting_as(school.student) as tx:
        assert [(one.kind, one.mode) for one in await get_choices(tx)] == [
            ("lesson.opened", "now"),
            ("lesson.opened", "never"),
        ]
        with pytest.raises(Invalid):
            await put_choices(tx, [Choice("video.ready", "email", "now")])


async def test_a_caller_without_access_has_no_choices(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": school.student_id})
    for actor in (school.student, Actor("authenticated", subject=school.student_id)):
        async with db.acting_as(actor) as tx:
            with pytest.raises(NotAllowed):
                await get_choices(tx)
