"""A probe asks as a student of the creator and leaves no trace."""

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.errors import NotFound
from chronos.evaluation import (
    Question,
    Target,
    ask_all,
    list_cases,
    list_visible_videos,
    make_report,
    probe_student,
    replace_cases,
)
from chronos.members import add_creator, list_students
from tests.factories import a_talk, as_creator

SENTENCES = [
    "A wide aperture lets in more light and blurs the background.",
    "A fast shutter speed freezes the motion of a runner in mid air.",
    "Grain appears in the shadows when the sensor is made more sensitive.",
]


async def test_probe_sees_what_students_see_and_leaves_no_trace(app: App) -> None:
    ada = await add_creator(app.db, "Ada")
    talk = await a_talk(app.db, app.embedder, ada.id, SENTENCES, title="Photography")
    draft = await a_talk(app.db, app.embedder, ada.id, ["Drafts are not shown to anybody else."], title="Draft")
    cases = [
        Question("How do I freeze a runner in motion?", Target(talk, 10)),
        Question("Who is shown a draft?", Target(draft, 0)),
    ]
    async with app.db.acting_as(as_creator(ada.id)) as tx:
        await tx.execute("update videos set is_published = false where id = %(id)s", {"id": draft})
        await replace_cases(tx, ada.id, cases)
        kept = await list_cases(tx)
    async with probe_student(app.db, ada.id) as probe:
        visible = await list_visible_videos(probe)
        asked = await ask_all(probe.db, app.answerer, probe.student, [case.question for case in kept])
        assert await list_students(app.db) == []
    assert await list_students(app.db) == []
    assert visible == {talk}
    assert {moment.video_id for one in asked for moment in one.moments} == {talk}
    report = make_report(asked, kept, visible)
    assert (report.cases, report.found_first) == (2, 1)
    assert [(one.title, one.reason) for one in report.missed] == [("Draft", "not_visible")]


async def test_inactive_creator_is_refused(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    async with db.as_service("test") as tx:
        await tx.execute("update creators set is_active = false where id = %(id)s", {"id": ada.id})
    with pytest.raises(NotFound, match="not active"):
        async with probe_student(db, ada.id):
            pass
