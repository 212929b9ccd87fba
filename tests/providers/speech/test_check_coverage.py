"""Speech without words is heard again, and a row that repeats itself is not believed."""

from collections.abc import Sequence

import pytest

from chronos.model import TimeSpan, Word
from chronos.providers.speech.check_coverage import Heard, fill_gaps, find_gaps, longest_seconds

STRETCH = TimeSpan(0.0, 30.0)


def said(text: str, start: float = 0.0, seconds: float = 0.5) -> list[Word]:
    """The words of a text, one after another."""
    return [Word(word, start + i * seconds, start + (i + 1) * seconds) for i, word in enumerate(text.split())]


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


SIXTY = [f"word{n}" for n in range(60)]  # thirty seconds
WHOLE = said(" ".join(SIXTY))


def never(gap: TimeSpan, attempt: int) -> Heard:
    raise AssertionError("there is nothing to listen to")


def silent(gap: TimeSpan, attempt: int) -> Heard:
    return Heard([])


def listening(gap: TimeSpan, attempt: int) -> Heard:
    """Hear everything."""
    return Heard([word for word in WHOLE if gap.start_seconds <= word.start_seconds < gap.end_seconds])


def test_covered_speech_is_left_alone() -> None:
    found = fill_gaps(WHOLE, STRETCH, never)
    assert (found.words, found.gaps, found.noises) == (WHOLE, [], [])


@pytest.mark.parametrize(("first", "last"), [(0, 7), (20, 28), (36, 60), (0, 60), (58, 60)])
def test_words_that_are_missing_are_heard_again(first: int, last: int) -> None:
    """At the start, in the middle, at the end, all, and the last ones."""
    found = fill_gaps([*WHOLE[:first], *WHOLE[last:]], STRETCH, listening)
    assert (text_of(found.words), found.gaps) == (text_of(WHOLE), [])


def test_what_stays_empty_is_not_understood() -> None:
    attempts = []

    def listen(gap: TimeSpan, attempt: int) -> Heard:
        attempts.append(attempt)
        return Heard([])

    found = fill_gaps(WHOLE[:36], STRETCH, listen)
    assert (found.words, found.gaps) == (WHOLE[:36], [TimeSpan(18.0, 30.0)])
    assert attempts == [0, 1]


def test_a_second_attempt_hears_the_rest() -> None:
    def listen(gap: TimeSpan, attempt: int) -> Heard:
        return Heard([word for word in listening(gap, attempt).words if attempt or word.start_seconds < 24])

    found = fill_gaps(WHOLE[:36], STRETCH, listen)
    assert (found.words, found.gaps) == (WHOLE, [])


def test_a_word_or_two_do_not_explain_a_long_gap() -> None:
    """What a model makes up for noise."""

    def listen(gap: TimeSpan, attempt: int) -> Heard:
        return Heard(said("Thank you.", gap.start_seconds))

    found = fill_gaps(WHOLE[:36], STRETCH, listen)
    assert (found.words, found.gaps) == (WHOLE[:36], [TimeSpan(18.0, 30.0)])


def test_noise_is_no_speech() -> None:
    found = fill_gaps(WHOLE[:36], STRETCH, lambda gap, attempt: Heard([], is_speech=False))
    assert (found.words, found.gaps, found.noises) == (WHOLE[:36], [], [TimeSpan(18.0, 30.0)])


def test_words_at_the_edges_are_not_said_twice() -> None:
    def listen(gap: TimeSpan, attempt: int) -> Heard:
        inside = listening(gap, attempt).words
        start, end = gap.start_seconds, gap.end_seconds
        return Heard([Word("Word9,", start, start + 0.1), *inside, Word("word20", end - 0.1, end)])

    found = fill_gaps([*WHOLE[:10], *WHOLE[20:]], STRETCH, listen)
    assert text_of(found.words) == text_of(WHOLE)


def test_a_word_that_swallows_others_is_heard_again() -> None:
    swallowed = [*WHOLE[:10], Word("word10", 5.0, 9.0), *WHOLE[18:]]
    assert find_gaps(swallowed, STRETCH) == [TimeSpan(5.0, 9.0)]
    found = fill_gaps(swallowed, STRETCH, listening)
    assert text_of(found.words) == text_of(WHOLE)


@pytest.mark.parametrize(
    ("seconds", "pause"),
    [(2.0, 0.0), (1.9, 0.1), (0.4, 0.85), (0.3, 0.95)],
    ids=["long", "long too", "sparse", "short"],
)
def test_words_that_are_too_few_for_their_time_cover_nothing(seconds: float, pause: float) -> None:
    """Though none of them is too long, and no gap between them."""
    step = seconds + pause
    few = [Word(3 * chr(ord("a") + i), 5 + i * step, 5 + i * step + seconds) for i in range(int(20 / step))]
    thin = [*WHOLE[:10], *few, *WHOLE[50:]]
    gaps = find_gaps(thin, STRETCH)
    assert (gaps[0].start_seconds, gaps[-1].end_seconds) == (5.0, 25.0)
    assert sum(gap.seconds for gap in gaps) > 19
    assert fill_gaps(thin, STRETCH, silent).gaps == gaps
    assert text_of(fill_gaps(thin, STRETCH, listening).words) == text_of(WHOLE)


@pytest.mark.parametrize("seconds", [0.2, 0.5, 1.0, 1.4])
def test_slow_speech_is_covered(seconds: float) -> None:
    """A word a second, in a row from which silence was taken out, is slow."""
    assert find_gaps(said(" ".join(SIXTY), 0.0, seconds), TimeSpan(0.0, 60 * seconds)) == []


def test_a_slow_word_that_is_heard_twice_is_slow() -> None:
    slow = [*WHOLE[:10], Word("word10", 5.0, 9.0), *WHOLE[18:]]
    found = fill_gaps(slow, STRETCH, lambda gap, attempt: Heard([Word("word10", 5.2, 8.9)]))
    assert (text_of(found.words), found.gaps) == (text_of(slow), [])


def test_signs_that_are_spelled_out_last_longer() -> None:
    assert longest_seconds("a") < longest_seconds("photography") < longest_seconds("3.14159")
    assert longest_seconds("牛奶") > longest_seconds("ab")


def test_speech_after_a_loop_is_heard() -> None:
    looped = [*WHOLE[:20], *said("and so " * 40, 10.0, 0.25)]
    found = fill_gaps(looped, STRETCH, listening)
    assert text_of(found.words).split() == [*SIXTY[:20], "and", "so", *SIXTY[21:]]


def test_a_loop_once_more_is_not_believed() -> None:
    looped = [*WHOLE[:20], *said("and so " * 40, 10.0, 0.25)]
    found = fill_gaps(looped, STRETCH, lambda gap, attempt: Heard(said("and so " * 30, gap.start_seconds, 0.25)))
    assert text_of(found.words).split() == [*SIXTY[:20], "and", "so"]
    assert found.gaps == [TimeSpan(10.5, 30.0)]


def test_an_empty_stretch() -> None:
    assert fill_gaps([], TimeSpan(3.0, 3.5), never).gaps == []
    assert fill_gaps([], TimeSpan(3.0, 5.0), silent).gaps == [TimeSpan(3.0, 5.0)]


def test_spoken_repetition_stays() -> None:
    spoken = said("so no no no no no no no no no no no no we stop", 0.0, 0.4)

    def listen(span: TimeSpan, attempt: int) -> Heard:
        return Heard([word for word in spoken if span.start_seconds <= word.start_seconds < span.end_seconds])

    found = fill_gaps(spoken, TimeSpan(0.0, len(spoken) * 0.4), listen)
    assert (found.words, found.gaps) == (spoken, [])


def test_repetition_heard_only_in_the_gap_stays() -> None:
    spoken = said("it is it is it is it is it is it is right", 10.0, 0.4)

    def listen(span: TimeSpan, attempt: int) -> Heard:
        return Heard([word for word in spoken if span.start_seconds <= word.start_seconds < span.end_seconds])

    end = spoken[-1].end_seconds
    found = fill_gaps(WHOLE[:20], TimeSpan(0.0, end), listen)
    assert (found.words, found.gaps) == ([*WHOLE[:20], *spoken], [])
