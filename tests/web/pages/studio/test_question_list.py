"""What students ask, in the studio."""

from chronos.db import Database
from tests.analytics.school import a_school, asks, refuses
from tests.web.conftest import Call, People


async def test_gaps_have_their_closest_moments_and_a_way_to_answer(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        for student in school.students:
            await asks(tx, school, student, "Which aperture?")
            missed = await asks(tx, school, student, "How fast?", is_covered=False, at_seconds=None)
            await refuses(tx, school, missed, [3, 20])
    ada = browse(people.creator)
    gaps = (await ada.get("/studio/questions")).text
    assert "How fast?" in gaps
    assert "Which aperture?" not in gaps
    assert f'href="/videos/{school.video}?t=2"' in gaps
    assert f'name="moment" value="{school.video}@3' in gaps
    groups = (await ada.get("/studio/questions?view=groups")).text
    assert "Which aperture?" in groups


async def test_few_askers_are_not_shown(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator, students=1)
    async with db.as_service("test") as tx:
        await asks(tx, school, school.students[0], "My own question?", is_covered=False)
    page = (await browse(people.creator).get("/studio/questions")).text
    assert "My own question?" not in page
    assert "so that no student is recognised" in page
    assert (await browse(people.student).get("/studio/questions")).status_code == 403


async def test_what_a_student_sent_is_shown_however_few_ask(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator, students=1)
    async with db.as_service("test") as tx:
        missed = await asks(tx, school, school.students[0], "Why <so>?", is_covered=False, at_seconds=None)
        await refuses(tx, school, missed, [3])
        await tx.execute("update private.asked_questions set told_at = now()")
    page = (await browse(people.creator).get("/studio/questions")).text
    assert "Students ask you" in page
    assert "<h3>Why &lt;so&gt;?</h3>" in page
    assert f'name="moment" value="{school.video}@3' in page
    assert "Students ask you" not in (await browse(people.creator).get("/studio/questions?view=groups")).text
