"""Captions that roll up give every sentence once, when it is first shown; what is said twice stays twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.videos.caption_files import parse_captions

SAID = [
    "welcome everyone to the class",
    "today we fold the dough",
    "and let it rest in the cold",
    "the oven must be hot",
]


def read(blocks: list[tuple[float, float, str]], form: str) -> list[tuple[float, str]]:
    """Write the cues in the format and read them."""
    point = "." if form == "vtt" else ","
    text = "".join(f"{_time(start, point)} --> {_time(end, point)}\n{said}\n\n" for start, end, said in blocks)
    captions = parse_captions((("WEBVTT\n\n" if form == "vtt" else "") + text).encode())
    return [(cue.start_seconds, cue.text) for cue in captions.cues]


def _time(seconds: float, point: str) -> str:
    return f"00:{int(seconds) // 60:02}:{int(seconds) % 60:02}{point}{round(seconds % 1 * 1000):03}"


def rolling(said: list[str], lines: int) -> list[tuple[float, float, str]]:
    """Each cue shows the last `lines` - 1 texts again, above its own."""
    return [(2.0 * i, 2.0 * i + 2, "\n".join(said[max(i - lines + 1, 0) : i + 1])) for i in range(len(said))]


CHINESE = ["今天我们来折叠面团", "然后让它在冰箱里休息", "烤箱必须非常热", "面包就会膨胀起来"]
THAI = ["วันนี้เราจะพับแป้ง", "แล้วพักไว้ในตู้เย็น", "เตาอบต้องร้อนมาก"]


forms = pytest.mark.parametrize("form", ["vtt", "srt"])


@forms
@pytest.mark.parametrize("lines", [2, 3])
def test_each_line_comes_once(form: str, lines: int) -> None:
    assert read(rolling(SAID, lines), form) == [(2.0 * i, text) for i, text in enumerate(SAID)]


@forms
def test_cues_of_ten_milliseconds_between_them(form: str) -> None:
    blocks: list[tuple[float, float, str]] = []
    for start, end, text in rolling(SAID, 2):
        blocks += [(start, end - 0.01, text), (end - 0.01, end, text.rpartition("\n")[2])]
    assert read(blocks, form) == [(2.0 * i, text) for i, text in enumerate(SAID)]


@forms
def test_lines_that_a_converter_joined(form: str) -> None:
    blocks = [(start, end, text.replace("\n", " ")) for start, end, text in rolling(SAID, 2)]
    assert read(blocks, form) == [(2.0 * i, text) for i, text in enumerate(SAID)]


@forms
@pytest.mark.parametrize("said", [SAID, CHINESE, THAI])
@pytest.mark.parametrize("pause", [0.0, 1.5, 4.0])
@pytest.mark.parametrize("joint", ["\n", " ", ""])
def test_pauses_and_scripts_without_spaces(form: str, said: list[str], pause: float, joint: str) -> None:
    if joint == "" and said == SAID:
        joint = " "
    blocks = [
        (i * (2 + pause), i * (2 + pause) + 2, text.replace("\n", joint))
        for i, (_, _, text) in enumerate(rolling(said, 2))
    ]
    assert [text for _, text in read(blocks, form)] == said


@forms
def test_chinese_that_grows(form: str) -> None:
    blocks = [(float(i), i + 1.0, CHINESE[0][: i + 1]) for i in range(len(CHINESE[0]))]
    assert "".join(text for _, text in read(blocks, form)) == CHINESE[0]


@forms
def test_repetition_after_pauses_stays(form: str) -> None:
    said = ["We knead the dough.", "We knead the dough. And we rest it.", "Now the oven", "must be hot.", "Wait."]
    assert [text for _, text in read([(9.0 * i, 9.0 * i + 2, t) for i, t in enumerate(said)], form)] == said


@forms
def test_text_that_grows_word_by_word(form: str) -> None:
    words = SAID[0].split()
    blocks = [(float(i), i + 1.0, " ".join(words[: i + 1])) for i in range(len(words))]
    assert " ".join(text for _, text in read(blocks, form)).split() == words


@forms
def test_exact_duplicates_come_once(form: str) -> None:
    blocks = [(0.0, 2.0, "one"), (0.0, 2.0, "one"), (3.0, 4.0, "two")]
    assert read(blocks, form) == [(0.0, "one"), (3.0, "two")]


@forms
@pytest.mark.parametrize(
    "said",
    [
        ["la la la", "la la la", "la la la"],
        ["No.", "No.\nNo, no.", "Yes.", "Then go."],
        ["We knead.", "We knead it.", "Now the oven", "must be hot.", "Wait for an hour."],
        ["Is it ready?", "Is it ready?\nNot yet.", "Look again.", "It is brown.", "It is brown and crisp."],
    ],
)
def test_repeated_speech_stays(form: str, said: list[str]) -> None:
    assert [text for _, text in read([(2.0 * i, 2.0 * i + 2, t) for i, t in enumerate(said)], form)] == said


def test_a_pause_ends_the_shown_lines() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\nso<00:00:02.000> it is\n\n00:30.000 --> 00:31.000\nso it is\n"
    assert [cue.text for cue in parse_captions(text.encode()).cues] == ["so it is", "so it is"]


texts = st.lists(
    st.lists(st.sampled_from("abcdefghij"), min_size=8, max_size=10).map(" ".join), min_size=3, max_size=8, unique=True
)


@given(texts, st.sampled_from(["vtt", "srt"]), st.integers(2, 3))
def test_any_text_that_rolls_comes_once(said: list[str], form: str, lines: int) -> None:
    assert read(rolling(said, lines), form) == [(2.0 * i, text) for i, text in enumerate(said)]
