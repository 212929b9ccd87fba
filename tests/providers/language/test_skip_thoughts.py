"""Thoughts before an answer, in a text that arrives in parts."""

import pytest

from chronos.providers.language.skip_thoughts import ThoughtSkipper


@pytest.mark.parametrize("length", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>Hm. Yeast?</think>\n\nYeast.", "Yeast."),
        ("\n<think></think>Yeast.", "Yeast."),
        ("<think>It never ends", ""),
        ("<thinner> bread", "<thinner> bread"),
        ("Yeast. <think>No.</think>", "Yeast. <think>No.</think>"),
        (" Yeast.", " Yeast."),
        ("<thi", "<thi"),
        ("", ""),
        ("<think>" + "long " * 1000 + "</think>Yeast.", "Yeast."),
    ],
)
def test_only_what_comes_before_the_answer_is_left_out(text: str, said: str, length: int) -> None:
    skipper = ThoughtSkipper()
    found = "".join(skipper.skip(text[at : at + length]) for at in range(0, len(text), length))
    assert found.lstrip() + skipper.finish() == said or found + skipper.finish() == said
