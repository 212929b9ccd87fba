"""A transcript as sentences."""

from chronos.videos import Sentence, sentences_of_windows
from chronos.videos.library import APART_WORDS


def window(text: str, *, lost: tuple[float, float] | None = None, at: float = 0) -> dict[str, object]:
    words = text.split()
    return {
        "words": words,
        "word_starts": [at + index for index in range(len(words))],
        "word_ends": [at + index + 0.5 for index in range(len(words))],
        "not_understood_starts": [lost[0]] if lost else [],
        "not_understood_ends": [lost[1]] if lost else [],
    }


def test_sentences_begin_where_they_are_said_and_gaps_stand_among_them() -> None:
    first = window("The aperture is a hole inside the lens. Its size is", lost=(7.6, 7.9))
    second = window("given by the number. Opening it doubles the light again.", at=11)
    assert sentences_of_windows([first, second]) == [
        Sentence(0, 7.5, "The aperture is a hole inside the lens."),
        Sentence(7.6, 7.9, ""),
        Sentence(8, 14.5, "Its size is given by the number."),
        Sentence(15, 20.5, "Opening it doubles the light again."),
    ]
    assert sentences_of_windows([]) == []


def test_a_long_transcript_is_cut_in_a_process_of_its_own() -> None:
    long = window("These are seven words of one sentence. " * (APART_WORDS // 7 + 1))
    found = sentences_of_windows([long])
    assert len(found) == APART_WORDS // 7 + 1
    assert {each.text for each in found} == {"These are seven words of one sentence."}
