"""Markers of citations in a text that arrives in parts."""

import pytest

from chronos.providers.language.language_model import Citing, TextDelta
from chronos.providers.language.read_markers import MarkerReader
from tests.moments import a_passage

PASSAGES = [a_passage(), a_passage(text="Another.")]  # of three sentences each


def read(text: str, length: int = 1000) -> tuple[str, list[Citing]]:
    reader = MarkerReader(PASSAGES)
    pieces: list[TextDelta | Citing] = []
    for at in range(0, len(text), length):
        pieces += reader.read(text[at : at + length])
    pieces += reader.finish()
    said = "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))
    return said, [piece for piece in pieces if isinstance(piece, Citing)]


@pytest.mark.parametrize("length", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(
    ("text", "said", "cited"),
    [
        ("Rise [1.2].", "Rise.", [Citing(0, 1, 1)]),
        ("Rise. [1.2] Rest. [2.1]", "Rise. Rest.", [Citing(0, 1, 1), Citing(1, 0, 0)]),
        ("Rise [1.1-3].", "Rise.", [Citing(0, 0, 2)]),
        ("Rise [1.1-1.2].", "Rise.", [Citing(0, 0, 1)]),
        ("Rise [1.1–2].", "Rise.", [Citing(0, 0, 1)]),
        ("Rise [ 1.1 , 2.3 ; 2.1 ].", "Rise.", [Citing(0, 0, 0), Citing(1, 2, 2), Citing(1, 0, 0)]),
        ("Rise [2].", "Rise.", [Citing(1, 0, 2)]),
        ("Rise [1.1][2.2].", "Rise.", [Citing(0, 0, 0), Citing(1, 1, 1)]),
        ("Rise [3.1] [1.4] [0.1] [1.0] [9] [1.3-2] [1.1-2.2] [2024].", "Rise.", []),
        ("A list[0], [ten], [] and [a.1] or [1.2 m].", "A list, [ten], [] and [a.1] or [1.2 m].", []),
        ("An open [1.", "An open [1.", []),
        ("An open [", "An open [", []),
        ("Nested [[1.1]].", "Nested [].", [Citing(0, 0, 0)]),
        ("  Spaces stay,\n even  these.", "  Spaces stay,\n even  these.", []),
    ],
)
def test_markers_leave_the_text(text: str, said: str, cited: list[Citing], length: int) -> None:
    assert read(text, length) == (said, cited)


def test_a_citation_comes_right_after_its_text() -> None:
    reader = MarkerReader(PASSAGES)
    assert list(reader.read("Rise [1")) == [TextDelta("Rise")]
    assert list(reader.read(".1] and")) == [Citing(0, 0, 0), TextDelta(" and")]


def test_a_bracket_is_not_held_for_ever() -> None:
    text = "[" + "1, " * 100
    assert read(text, 1)[0] == text.rstrip()
    assert read("[" * 5000, 7)[0] == "[" * 5000
