"""FAQ: questions of five students or more, with the teacher's answer where there is one."""

import pytest

from chronos import chat
from chronos.analytics import get_faq
from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor
from tests.analytics.school import School, a_school, asks
from tests.factories import a_creator, a_talk, as_creator

FAST = "How do I freeze a runner?"
WIDE = "What does a wide aperture do?"
RARE = "Which tripod is good?"


async def a_class(app: App, students: int) -> tuple[School, Actor]:
    """So many students who ask two questions each, and one of them a third."""
    async with app.db.as_service("test") as tx:
        ada = as_creator(await a_creator(tx))
    assert ada.creator_id
    texts = ["A fast shutter freezes the motion of a runner.", "A wide aperture blurs the background."]
    await a_talk(app.db, app.embedder, ada.creator_id, texts, title="Light")
    school = await a_school(app.db, ada, students=students)
    async with app.db.as_service("test") as tx:
        for student in school.students:
            await asks(tx, school, student, FAST)
            await asks(tx, school, student, WIDE)
        await asks(tx, school, school.students[0], RARE)
    return school, ada


async def test_the_most_asked_get_their_answers(app: App) -> None:
    school, ada = await a_class(app, 5)
    async with app.db.acting_as(ada) as tx:
        [video] = [row["id"] for row in await tx.fetch("select id from videos where title = 'Light'")]
    teaching = chat.Teaching([FAST], [chat.TaughtMoment(video, 0, 0)], "Use a 500th.")
    await chat.teach(app.db, app.embedder, ada, teaching)
    faq = await get_faq(app.db, app.engine, ada)
    answers = {entry.group.question: entry.answer for entry in faq.entries}
    assert answers.keys() == {FAST, WIDE}
    assert (answers[FAST].model, answers[FAST].text) == ("teacher", "Use a 500th. [1]")
    assert (answers[WIDE].model, answers[WIDE].covered) == ("extractive", True)
    assert [entry.group.students for entry in faq.entries] == [5, 5]
    assert len(faq.table().rows) == 2
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select kind from private.facts where kind in ('question', 'answer', 'search')") == []
    with pytest.raises(NotAllowed):
        await get_faq(app.db, app.engine, school.student)


async def test_questions_of_fewer_students_are_not_in_it(app: App) -> None:
    _, ada = await a_class(app, 4)
    faq = await get_faq(app.db, app.engine, ada)
    assert (list(faq.entries), faq.table().withheld is not None) == ([], True)
