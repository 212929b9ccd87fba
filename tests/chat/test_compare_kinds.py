"""How many are meant, and which one of its kind."""

import pytest

from chronos.chat.compare_kinds import names_another, overstates


@pytest.mark.parametrize(
    ("sentence", "said", "expected"),
    [
        ("For all sports, use a flash.", "For most sports, use a flash.", True),
        ("For every sport, use a flash.", "For some sports, use a flash.", True),
        ("For most sports, use a flash.", "For some of the sports, use a flash.", True),
        ("It always rains.", "It usually rains.", True),
        ("For some sports, use a flash.", "For most sports, use a flash.", False),
        ("For most sports, use a flash.", "For all sports, use a flash.", False),
        ("All children and most sports.", "All children and most sports.", False),
        ("Every number is larger.", "Each number is larger.", False),
    ],
)
def test_more_than_is_said_is_overstated(sentence: str, said: str, *, expected: bool) -> None:
    assert overstates(sentence, said) is expected


@pytest.mark.parametrize(
    ("sentence", "said", "expected"),
    [
        ("For running dogs, use a flash.", "For running children, use a flash.", True),
        ("The black dog needs one stop.", "The black cat needs one stop.", True),
        ("For running kids, use a flash.", "For running children, use a flash.", False),
        ("For running dogs, use a flash.", "For running dogs and children, use a flash.", False),
        ("The dog saw it.", "The black cat needs one stop.", False),
        ("For running people, use a flash.", "For running children, use a flash.", False),
    ],
)
def test_another_one_of_its_kind_beside_the_same_word_is_found(sentence: str, said: str, *, expected: bool) -> None:
    assert names_another(sentence, said) is expected
