"""Sentences out of pieces, with what each cites."""

import pytest

from chronos.chat.assemble_sentences import LONGEST, Assembler, DraftSentence
from chronos.providers.language import Citing

ONE, TWO = Citing(0, 1, 1), Citing(1, 2, 3)


def assemble(pieces: list[str | Citing], *, is_quoting: bool = False) -> list[tuple[str, str, tuple[Citing, ...]]]:
    assembler = Assembler(is_quoting)
    sentences: list[DraftSentence] = []
    for piece in pieces:
        if isinstance(piece, str):
            sentences += assembler.add_text(piece)
        else:
            assembler.add_citing(piece)
    sentences += assembler.finish()
    return [(sentence.lead, sentence.text, sentence.citings) for sentence in sentences]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_sentences_do_not_depend_on_how_the_text_comes(size: int) -> None:
    text = 'He said "Use 1.5 stops, e.g. f/2.8." Dr. Lee agreed!\n\nSteps:\n1. Open it.\n- Close it? 開く。閉じる。'
    pieces: list[str | Citing] = [text[i : i + size] for i in range(0, len(text), size)]
    assert [sentence[:2] for sentence in assemble(pieces)] == [
        ("", 'He said "Use 1.5 stops, e.g. f/2.8."'), (" ", "Dr. Lee agreed!"), ("\n\n", "Steps:\n1. Open it."),
        ("\n", "- Close it?"), (" ", "開く。"), ("", "閉じる。"),
    ]  # fmt: skip


def test_a_citation_is_of_the_sentence_that_it_stands_in_or_follows() -> None:
    assert assemble(["First.", ONE, " Second", TWO, " goes on. Third. ", ONE, TWO]) == [
        ("", "First.", (ONE,)), (" ", "Second goes on.", (TWO,)), (" ", "Third.", (ONE, TWO)),
    ]  # fmt: skip


def test_a_citation_after_several_sentences_is_of_each() -> None:
    assert assemble(["First. Second.", ONE, TWO, " Third."]) == [
        ("", "First.", (ONE, TWO)), (" ", "Second.", (ONE, TWO)), (" ", "Third.", ()),
    ]  # fmt: skip


def test_a_sentence_does_not_wait_for_a_citation_for_long() -> None:
    assembler = Assembler()
    assert [one.text for one in assembler.add_text("First. Second. Third. Fourth")] == ["First."]


def test_a_quote_is_kept_whole() -> None:
    assert assemble(["“One. Two.”", ONE, "\n“Three. ", "Four.”", TWO], is_quoting=True) == [
        ("", "“One. Two.”", (ONE,)), ("\n", "“Three. Four.”", (TWO,)),
    ]  # fmt: skip


def test_a_sentence_without_an_end_is_cut() -> None:
    words = assemble(["word " * 1_000])
    assert max(len(text) for _, text, _ in words) <= LONGEST
    assert " ".join(text for _, text, _ in words).split() == ["word"] * 1_000
    endless = assemble(["x" * 2_000])
    assert max(len(text) for _, text, _ in endless) == LONGEST
    assert sum(len(text) for _, text, _ in endless) == 2_000
    assert {lead for lead, _, _ in endless[1:]} == {" "}
