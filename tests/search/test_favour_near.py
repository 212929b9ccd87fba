"""Moments near the second that a question is about."""

from uuid import uuid4

from chronos.model import Moment, VideoId
from chronos.search.favour_near import favour_near


def at(start: float, score: float) -> Moment:
    return Moment(VideoId(uuid4()), "T", start, start + 5, start, start + 10, "Text.", "Text.", score, "both")


def test_of_equals_the_nearer_goes_first() -> None:
    found = favour_near([at(900, 0.4), at(100, 0.4), at(420, 0.4)], 110, 2)
    assert [moment.start_seconds for moment in found] == [100, 420]


def test_what_answers_twice_as_well_goes_first_wherever_it_is() -> None:
    far, near = at(9000, 0.61), at(100, 0.3)
    assert favour_near([near, far], 102, 5)[0].start_seconds == 9000


def test_a_second_within_a_moment_keeps_its_score() -> None:
    assert favour_near([at(100, 0.5)], 103, 1)[0].score == 0.5
