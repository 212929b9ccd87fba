"""What numbers measure: units, parts of one, bounds, and of what they are said."""

import pytest

from chronos.chat.compare_measures import measures_otherwise

SPEEDS = (
    "For a person who is walking, use a 125th of a second. For running children and for most sports, use a 500th of a "
    "second. A runner covers 6 meters every second, but only 12 millimeters in a 500th of a second. Birds in flight "
    "and racing cars need a 2000th of a second."
)
LENSES = "With a 50 millimeter lens, use a 50th of a second or faster. With a 200 millimeter lens, use a 200th."
ROWS = "For a portrait, start at f/2. For two rows of people, use f/5.6."


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("A runner covers 6 kilometers every second.", SPEEDS),
        ("A runner covers 6 meters every minute.", SPEEDS),
        ("For most sports, use a 500th of a minute.", SPEEDS),
        ("For most sports, use five hundred seconds.", SPEEDS),
        ("For most sports, use 500 seconds.", SPEEDS),
        ("Use a 10th of a second.", "Use 10 seconds."),
        ("Birds in flight need less than a 2000th of a second.", SPEEDS),
        ("For a person who is walking, use a 500th of a second.", SPEEDS),
        ("For sports, use a 125th of a second.", SPEEDS),
        ("For sports, use 1/125 s.", SPEEDS),
        ("With a 50 mm lens, use a 200th of a second.", LENSES),
        ("For two rows of people, use f/2.", ROWS),
        ("Children over 6 travel free.", "Children under 6 travel free."),
        ("It stays open for half a minute.", "It stays open for half a second."),
    ],
)
def test_another_measure_is_found(sentence: str, said: str) -> None:
    assert measures_otherwise(sentence, said)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("A runner moves 6 metres every second.", SPEEDS),
        ("Use 1/500 s for running children.", SPEEDS),
        ("Use 1/500 second for running children.", SPEEDS),
        ("Use 500 for running children.", SPEEDS),
        ("A walking person needs a 125th, and birds in flight a 2000th.", SPEEDS),
        ("In 1/500 of a second a runner covers only 12 mm.", SPEEDS),
        ("With a 50 mm lens, use at least a 50th of a second.", LENSES),
        ("For portraits, begin at f/2.", ROWS),
        ("A 30-second exposure.", "Expose it for 30 seconds."),
        ("Keep it below 30 degrees.", "Keep it under 30 degrees."),
        ("The trails cover 22 miles.", "it will cover twenty two miles"),
        ("In the 19th century.", "in the nineteenth century"),
    ],
)
def test_the_same_measure_is_none(sentence: str, said: str) -> None:
    assert not measures_otherwise(sentence, said)
