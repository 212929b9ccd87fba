"""A creator's cases are kept beside its library, and asked by a student who never was."""

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.evaluation import (
    KnownVideo,
    Question,
    Target,
    ask_all,
    list_cases,
    list_library,
    make_report,
    probe_student,
    replace_cases,
    visible_videos,
)
from chronos.members import add_creator, list_students
from tests.factories import a_student, a_talk, a_video, as_creator, as_student

SENTENCES = [
    "A wide aperture lets in more light and blurs the background.",
    "A fast shutter speed freezes the motion of a runner in mid air.",
    "Grain appears in the shadows when the sensor is made more sensitive.",
]


async def test_kept_replaced_and_listed_by_its_creator_alone(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    async with db.as_service("test") as tx:
        shown = await a_video(tx, ada.id, title="Light")
        bobs = await a_video(tx, bob.id)
        sam = await a_student(tx, ada.id)
    first = [Question("Why?", None), Question("What is light?", Target(shown, 5.5))]
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_library(tx) == [KnownVideo(shown, "Light", 60.0)]
        with pytest.raises(Invalid, match="no cases yet"):
            await list_cases(tx)
        await replace_cases(tx, ada.id, [Question("Old?", None)])
        await replace_cases(tx, ada.id, first)
        kept = await list_cases(tx)
    assert [(case.question, case.title) for case in kept] == [(first[1], "Light"), (first[0], None)]
    for actor in (as_creator(bob.id), as_student(sam)):
        async with db.acting_as(actor) as tx:
            with pytest.raises(Invalid, match="no cases yet"):
                await list_cases(tx)
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await replace_cases(tx, ada.id, first)
    with pytest.raises(Invalid):
        async with db.acting_as(as_creator(ada.id)) as tx:
            await replace_cases(tx, ada.id, [Question("Whose?", Target(bobs, 1))])
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_cases(tx) == kept


async def test_asked_as_a_student_who_leaves_no_trace(app: App) -> None:
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
        visible = await visible_videos(probe)
        asked = await ask_all(probe.db, app.answerer, probe.student, [case.question for case in kept])
        assert await list_students(app.db) == []
    assert await list_students(app.db) == []
    assert visible == {talk}
    assert {moment.video_id for one in asked for moment in one.moments} == {talk}
    report = make_report(asked, kept, visible)
    assert (report.cases, report.found_first) == (2, 1)
    assert [(one.title, one.reason) for one in report.missed] == [("Draft", "not_visible")]


async def test_a_creator_whose_students_see_nothing(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    async with db.as_service("test") as tx:
        await tx.execute("update creators set is_active = false where id = %(id)s", {"id": ada.id})
    with pytest.raises(NotFound, match="not active"):
        async with probe_student(db, ada.id):
            pass
