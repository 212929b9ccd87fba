"""Sentences cover all words, are as long as a sentence is, and end where one ends."""

from hypothesis import given
from hypothesis import strategies as st

from chronos.model import Word
from chronos.text.sentences import LONGEST, SHORTEST, sentence_spans, sentences


def speak(text: str) -> list[Word]:
    """Words of 0.3 s without pauses; `|` is a pause of two seconds."""
    words: list[Word] = []
    now = 0.0
    for part in text.split():
        if part == "|":
            now += 2.0
        else:
            words.append(Word(part, now, now + 0.3))
            now += 0.3
    return words


def split(text: str) -> list[str]:
    return [" ".join(word.text for word in sentence) for sentence in sentences(speak(text))]


def test_split_at_full_stops_and_question_marks() -> None:
    said = ["How much light does the sensor get?", "The aperture is a hole in the lens.", "“It can never be too wide!”"]
    assert split(" ".join(said)) == said


def test_a_pause_ends_a_sentence() -> None:
    assert split("the aperture is a hole in it | and its size has a number") == [
        "the aperture is a hole in it",
        "and its size has a number",
    ]


def test_short_sentences_join_a_neighbour_but_not_over_a_pause() -> None:
    assert split("Right. We open the lens by one stop. Good. | Now. | We close it again by one stop.") == [
        "Right. We open the lens by one stop. Good.",
        "Now.",
        "We close it again by one stop.",
    ]


def test_abbreviations_and_numbers_end_nothing() -> None:
    said = "We open it to f/2.8 as Dr. J. Smith says, i.e. by one stop."
    assert split(said) == [said]


def test_a_word_stretched_over_silence_hides_no_pause() -> None:
    words = [*speak("this is the first of two thoughts"), Word("and", 9.0, 9.2), Word("here", 9.2, 9.4)]
    stretched = [*words[:6], Word("thoughts", words[6].start_seconds, 9.0), *words[7:]]
    assert len(sentences(words)) == len(sentences(stretched)) == 2


def test_a_long_one_is_cut_at_its_longest_pause_else_at_a_comma() -> None:
    words = speak(" ".join(f"word{i}" for i in range(60)))
    late = [
        Word(w.text, w.start_seconds + 0.5 * (i >= 25), w.end_seconds + 0.5 * (i >= 25)) for i, w in enumerate(words)
    ]
    assert sentence_spans(late)[0] == (0, 25)
    comma = [Word(w.text + "," * (i == 30), w.start_seconds, w.end_seconds) for i, w in enumerate(words)]
    assert sentence_spans(comma)[0] == (0, 31)


@given(st.lists(st.sampled_from(["a", "b.", "c,", "Dr.", "|", "d?"]), max_size=300), st.integers(1, LONGEST))
def test_all_words_once_and_none_too_long(parts: list[str], longest: int) -> None:
    words = speak(" ".join(parts))
    spans = sentence_spans(words, longest)
    assert [i for begin, end in spans for i in range(begin, end)] == list(range(len(words)))
    assert all(0 < end - begin <= longest for begin, end in spans)


@given(st.integers(LONGEST + 1, 400))
def test_what_has_no_punctuation_is_cut_into_long_enough_parts(count: int) -> None:
    spans = sentence_spans(speak("word " * count))
    assert all(SHORTEST <= end - begin <= LONGEST for begin, end in spans)
