"""Whose answers are counted together."""

from uuid import UUID

from chronos.model import Actor, StudentId
from chronos.web.hold_place import caller_of


def test_a_person_of_two_schools_reads_the_answers_of_one() -> None:
    person, students = UUID(int=1), (StudentId(UUID(int=2)), StudentId(UUID(int=3)))
    callers = {caller_of(Actor("authenticated", person, student_id=student)) for student in students}
    assert callers == set(students)
    assert caller_of(Actor("authenticated", person)) == person
