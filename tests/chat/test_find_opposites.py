"""Opposites of what is said: of the whole, in one clause, of what is to be used."""

import pytest

from chronos.chat.find_opposites import says_opposite

STOPS = "Changing to a 30th makes the picture one stop brighter. Going the other way makes it one stop darker."
CYCLIST = "To show speed, follow a cyclist. The cyclist stays sharp while the background turns into streaks."


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("If you double the time, you halve the light.", "If you double the time, you double the light."),
        ("Opening the shutter freezes motion.", "Closing the shutter freezes motion."),
        ("Changing to a 30th makes the picture one stop darker.", STOPS),
        ("The cyclist becomes blurred while the background stays sharp.", CYCLIST),
        ("The cyclist becomes blurred.", f"Motion blur can be beautiful. {CYCLIST}"),
        ("A small number means a small hole.", "A small number means a large hole, while f/16 is a very small hole."),
        ("For sports, avoid a flash.", "For sports, use a flash."),
        ("For sports, use a flash.", "For sports, avoid a flash."),
        ("The rule is unsafe.", "The rule is safe."),
        ("The rule is safe.", "The rule is unsafe."),
    ],
)
def test_the_opposite_is_found(sentence: str, said: str) -> None:
    assert says_opposite(sentence, said)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("One stop doubles or halves the light.", "Each stop doubles the light, or cuts it in half."),
        ("Doubling the time doubles the light.", "If you double the time, you double the light. Half of it is half."),
        ("The other way makes it a stop darker.", STOPS),
        ("The background turns into streaks while the cyclist stays sharp.", CYCLIST),
        ("Use a tripod to avoid blur.", "A tripod avoids blur."),
        ("A big sensor costs more.", "A large sensor costs more than a small one."),
        ("The rule is unsafe.", "The rule is not safe."),
    ],
)
def test_the_same_in_other_words_is_no_opposite(sentence: str, said: str) -> None:
    assert not says_opposite(sentence, said)
