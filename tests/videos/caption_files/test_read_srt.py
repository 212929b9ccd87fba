"""SRT is read as players read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.videos.caption_files.raw_cue import BadCue, RawCue
from chronos.videos.caption_files.read_srt import read_srt


def texts(text: str) -> list[str]:
    return ["\n".join(cue.lines) for cue in read_srt(text) if isinstance(cue, RawCue)]


def bad_lines(text: str) -> list[int]:
    return [cue.line for cue in read_srt(text) if isinstance(cue, BadCue)]


def test_missing_and_extra_blank_lines() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\nand a half\n2\n"
        "00:00:03,000 --> 00:00:04,000\nTwo --> three\n10:30 - 11:00\n"
    )
    assert texts(text) == ["One\nand a half", "Two --> three\n10:30 - 11:00"]


@pytest.mark.parametrize(
    "line",
    ["3:16,17 and also 4:5 tonight", "10:30 - 11:00", "10:30 --> 11:00", "from 00:01:02,000 to 00:01:04,000",
     "Two --> three",
     "5:1", "at 10:30 --> we meet", "--> there", "1:2:3 --> is a ratio of three"],
)  # fmt: skip
def test_text_that_looks_like_a_time_stays_text(line: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:04,000\nPlease read\n{line}\n\n2\n00:00:05,000 --> 00:00:08,000\nok"
    assert texts(text) == [f"Please read\n{line}", "ok"]
    assert bad_lines(text) == []


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("0:00:01.500000 --> 0:00:04.000000", 1.5, 4.0),
        ("0:00:02,5 -->  00:00:04", 2.5, 4.0),
        ("00:01,000 --> 00:04,000", 1.0, 4.0),
        ("00:00:01, 000 --> 00:00:04, 000", 1.0, 4.0),
        ("00:00:01.000 --> 00:00:04.000 X1:100 X2:200 Y1:10 Y2:20", 1.0, 4.0),
        ("  00:00:01,000-->00:00:04,000", 1.0, 4.0),
    ],
)
def test_times_that_tools_write(line: str, start: float, end: float) -> None:
    (cue,) = read_srt(f"1\n{line}\nx\n")
    assert isinstance(cue, RawCue)
    assert (cue.start, cue.end) == (start, end)


@pytest.mark.parametrize(
    "line",
    ["00:00:04,000 --> 00:00:01,000", "-00:00:01,000 --> 00:00:02,000", "00:00:0y,000 -> 00:00:05,000",
     "00:00:01,000 -->",
     "00:00:01:500 --> 00:00:02:500", "0a:00:01,000 --> 00:00:02,000", "00:99:01,000 --> 00:99:02,000"],
)  # fmt: skip
def test_one_bad_cue_is_left_out_with_its_text(line: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n{line}\nlost\n\n3\n00:00:05,000 --> 00:00:06,000\ny"
    assert texts(text) == ["x", "y"]
    assert bad_lines(text) == [6]


def test_a_number_that_is_said_stays() -> None:
    assert texts("1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nx") == ["42", "x"]


words = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="<>{}&-"), min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)


@given(st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=8), st.booleans(), st.sampled_from(",."))
def test_written_cues_are_read_as_they_were(said: list[list[str]], has_blank_lines: bool, point: str) -> None:
    blocks = [
        f"{i + 1}\n00:00:{2 * i:02}{point}000 --> 00:00:{2 * i + 1:02}{point}900\n" + "\n".join(text) + "\n"
        for i, text in enumerate(said)
    ]
    expected = ["\n".join(text) for text in said]
    assert texts(("\n" if has_blank_lines else "").join(blocks)) == expected


@pytest.mark.parametrize("times", ["NaN:NaN:NaN,NaN --> NaN:NaN:NaN,NaN", "undefined --> undefined", "-->"])
def test_numbered_cues_without_any_time_are_counted(times: str) -> None:
    cues = list(
        read_srt(f"1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n{times}\ntwo\n\n3\n00:00:05,000 --> 00:00:06,000\nthree")
    )
    assert [cue.lines for cue in cues if isinstance(cue, RawCue)] == [["one"], ["three"]]
    assert [cue.line for cue in cues if isinstance(cue, BadCue)] == [6]


@pytest.mark.parametrize("between", ["\n\n", "\n\n\n", "\n\n\n\n"])
def test_a_blank_line_after_every_line(between: str) -> None:
    blocks = [["1", "00:00:01,000 --> 00:00:02,000", "Hello", "there"], ["2", "00:00:03,000 --> 00:00:04,000", "42"],
              ["3", "00:00:0x,000 -> 00:00:06,000", "lost"], ["4", "00:00:07,000 --> 00:00:08,000", "end"]]  # fmt: skip
    text = between.join("\n\n".join(block) for block in blocks)
    assert texts(text) == ["Hello\nthere", "42", "end"]
    assert bad_lines(text) == [text[: text.index("00:00:0x")].count("\n") + 1]


def test_a_number_before_a_cue_without_one_is_said() -> None:
    assert texts("00:00:01,000 --> 00:00:02,000\n42\n\n00:00:03,000 --> 00:00:04,000\nx") == ["42", "x"]
