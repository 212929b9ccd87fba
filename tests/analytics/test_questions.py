"""Questions: most asked, not covered, and nothing of small groups."""

from datetime import UTC, datetime, timedelta

import pytest

from chronos.analytics import ClosestMoment, get_questions
from chronos.analytics import questions as room
from chronos.db import Database
from chronos.errors import NotAllowed
from tests.analytics.school import School, a_school, asks, refuses
from tests.factories import a_creator, as_creator


async def _ask(db: Database, six: School, count: int) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:count]:
            await asks(tx, six, student, "Which aperture?", vector=[1, 0, 0])
            await asks(tx, six, student, "How fast?", vector=[0, 1, 0], is_covered=False, at_seconds=None)
        await asks(tx, six, six.students[0], "What aperture?", vector=[0.96, 0.28, 0])


async def test_the_most_asked_come_first_with_their_moment(db: Database, six: School) -> None:
    await _ask(db, six, 5)
    shown = await get_questions(db, six.creator)
    assert (shown.questions, shown.students, shown.grouped) == (11, 5, 11)
    assert shown.groups
    first, second = shown.groups
    assert (first.question, first.questions, first.students, first.not_covered) == ("Which aperture?", 6, 5, 0)
    assert first.moment == ClosestMoment(six.video, "Intro", 12.5, 12.5)
    assert (second.question, second.questions, second.not_covered, second.moment) == ("How fast?", 5, 5, None)
    assert shown.table().rows[1][-5:] == (None, None, None, None, "")


async def test_gaps_are_questions_that_were_not_covered(db: Database, six: School) -> None:
    await _ask(db, six, 5)
    async with db.as_service("test") as tx:
        await tx.execute("update private.asked_questions set unheard = '{Fast}' where not is_covered")
        await tx.execute(
            "update private.asked_questions set unheard = '{fast,how}' where asked_at = "
            "(select max(asked_at) from private.asked_questions where not is_covered)"
        )
    shown = await get_questions(db, six.creator, gaps=True)
    assert (shown.questions, shown.students) == (5, 5)
    assert shown.groups
    assert [(group.question, set(group.unheard)) for group in shown.groups] == [("How fast?", {"fast", "how"})]


async def test_a_gap_has_up_to_three_closest_moments(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:5]:
            missed = await asks(tx, six, student, "How fast?", vector=[0, 1, 0], is_covered=False, at_seconds=12.5)
            await refuses(tx, six, missed, [12.5, 3, 20, 25])
            found = await asks(tx, six, student, "Which aperture?", vector=[1, 0, 0])
            await refuses(tx, six, found, [1, 2], is_covered=True)
    first = ClosestMoment(six.video, "Intro", 12.5, 12.5)
    more = [ClosestMoment(six.video, "Intro", at, at - 1) for at in (3, 20)]
    groups = (await get_questions(db, six.creator)).groups
    assert groups
    assert {group.question: group.moments for group in groups} == {
        "How fast?": (first, *more), "Which aperture?": (first,),
    }  # fmt: skip
    async with db.as_service("test") as tx:
        await tx.execute("update videos set deleted_at = now()")
    [gap] = (await get_questions(db, six.creator, gaps=True)).groups or ()
    assert (gap.moment, gap.moments) == (None, ())


async def test_questions_of_fewer_than_five_students_are_not_shown(db: Database, six: School) -> None:
    await _ask(db, six, 4)
    for gaps in (False, True):
        shown = await get_questions(db, six.creator, gaps=gaps)
        assert (shown.students, shown.groups, shown.grouped, shown.table().rows) == (4, None, 0, [])
    async with db.as_service("test") as tx:
        await asks(tx, six, six.students[4], "Why?", is_covered=True)
    assert (await get_questions(db, six.creator)).groups
    # Four of the five asked what is not covered: that group is small.
    assert (await get_questions(db, six.creator, gaps=True)).groups is None


async def test_the_last_questions_of_the_period_are_grouped(
    db: Database, six: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_QUESTIONS", 6)
    now = datetime.now(UTC)
    async with db.as_service("test") as tx:
        for number, student in enumerate(six.students):
            for days in (0, 1, 40):
                await asks(tx, six, student, f"{days} {number}", asked_at=now - timedelta(days=days))
    shown = await get_questions(db, six.creator)
    assert (shown.questions, shown.students, shown.grouped) == (12, 6, 6)
    assert shown.groups
    assert {group.question for group in shown.groups} == {f"0 {number}" for number in range(6)}


async def test_only_the_creator_reads_them(db: Database, six: School) -> None:
    await _ask(db, six, 6)
    with pytest.raises(NotAllowed):
        await get_questions(db, six.student)
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
    other = await a_school(db, as_creator(bob))
    assert (await get_questions(db, other.creator)).questions == 0


async def test_what_students_send_to_the_teacher_is_shown_until_it_is_answered(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student, question in zip(six.students, ("How fast?", "how fast? ", "Why?"), strict=False):
            missed = await asks(tx, six, student, question, is_covered=False, at_seconds=None)
            await refuses(tx, six, missed, [3, 20])
        await tx.execute(
            "update private.asked_questions a set told_at = a.asked_at from chat_messages m "
            "where m.id = a.message_id and lower(m.content) like 'how%'"
        )
    found = await get_questions(db, six.creator, gaps=True)
    assert found.groups is None
    [told] = found.told
    assert (told.question.strip().lower(), told.times) == ("how fast?", 2)
    assert told.moments == tuple(ClosestMoment(six.video, "Intro", at, at - 1) for at in (3, 20))
    assert not (await get_questions(db, six.creator)).told
    async with db.as_service("test") as tx:
        bob = as_creator(await a_creator(tx, name="Bob"))
        await tx.execute(
            "with answer as (insert into teacher_answers (creator_id, content, video_references) "
            "select s.creator_id, 'Fast [1].', m.video_references from students s, chat_messages m "
            "where m.role = 'assistant' limit 1 returning id, creator_id) "
            "insert into private.teacher_questions (creator_id, teacher_answer_id, place, question) "
            "select creator_id, id, 1, 'How FAST?' from answer"
        )
    assert (await get_questions(db, six.creator, gaps=True)).told == []
    assert (await get_questions(db, bob, gaps=True)).told == []
