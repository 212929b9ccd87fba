"""Paragraphs of a transcript, and which sentences show their time."""

from chronos.videos import Sentence
from chronos.web.pages.transcript_view import LINE_CHARACTERS, PARAGRAPH_CHARACTERS, view_script


def test_a_paragraph_ends_at_a_pause_and_when_it_is_long() -> None:
    said = [Sentence(at, at + 1, "x" * 60) for at in (0, 1, 2, 9)]
    assert [len(paragraph) for paragraph in view_script(said)] == [3, 1]
    many = [Sentence(at, at + 1, "x" * 60) for at in range(20)]
    assert [len(paragraph) for paragraph in view_script(many)] == [PARAGRAPH_CHARACTERS // 60, 7, 6]
    assert view_script([]) == []


def test_times_of_short_sentences_do_not_lie_upon_each_other() -> None:
    lengths = (10, 20, LINE_CHARACTERS, 5)
    said = [Sentence(at, at + 1, "x" * length) for at, length in enumerate(lengths)]
    [paragraph] = view_script(said)
    assert [each.shows_time for each in paragraph] == [True, False, False, True]
