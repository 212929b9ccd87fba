"""Words of scripts without spaces, split and written together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.model import Cue
from chronos.text import columns, derive_stretches, join_words, split_words
from chronos.text.scripts import LONGEST_WORD
from chronos.videos import cues_from_words, words_from_cues

CHINESE = "酵母超过60度就会死，所以先让「牛奶」凉下来。"


@pytest.mark.parametrize(
    "text",
    [
        CHINESE,
        "コーヒーを飲む。",
        "ผมชอบกาแฟร้อน",
        "ខ្ញុំចូលចិត្តកាហ្វេ",
        "Hello — wörld “x”",
        "한국어 학교에서",
        "用 Python 写代码",
    ],
)
def test_words_are_written_together_as_they_were(text: str) -> None:
    assert join_words(split_words(text)) == text


@given(st.text(max_size=300))
def test_no_character_is_lost_and_no_word_is_endless(text: str) -> None:
    words = split_words(text)
    assert "".join(words) == "".join(text.split())
    assert all(0 < len(word) <= LONGEST_WORD for word in words)


def test_captions_and_chunks_without_spaces_are_bounded() -> None:
    words = words_from_cues([Cue(0.0, 600.0, CHINESE.replace("。", "") * 100)])
    cues = cues_from_words(words)
    assert all(columns(line) <= 42 for cue in cues for line in cue.text.splitlines())
    assert all(len(chunk.text) <= 400 for chunk in derive_stretches(words).chunks)
    assert not any(" " in cue.text for cue in cues)
