"""Captions come in as people have them, with an error that names the line, and go out as they came."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.errors import Invalid, OverLimit
from chronos.model import Cue, Word
from chronos.videos.captions import (
    CUE_SECONDS,
    LINE_CHARACTERS,
    MAX_CAPTIONS_BYTES,
    cues_from_words,
    parse_captions,
    to_vtt,
    words_from_cues,
)

VTT = """WEBVTT - a talk
Kind: captions

STYLE
::cue { color: red }

NOTE 00:00:00.000 --> 00:00:01.000
not a cue

intro
00:01.000 --> 00:00:03.500 align:start position:0%
<v Ada>Hello &amp; <i>welcome</i>
to the course.

00:00:04.000 --> 01:00:05.250
Second
"""

SRT = """1
00:00:01,000 --> 00:00:03,500
Hello &amp; <i>welcome</i>
{\\an8}to the course.

2
00:00:04,000 --> 01:00:05,250
Second
"""

CUES = [Cue(1.0, 3.5, "Hello & welcome\nto the course."), Cue(4.0, 3605.25, "Second")]


@pytest.mark.parametrize("text", [VTT, SRT])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_both_formats_as_editors_save_them(text: str, ends: str, encoding: str) -> None:
    assert parse_captions(text.replace("\n", ends).encode(encoding)) == CUES


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(SRT)
    assert parse_captions(tmp_path / "talk.srt") == CUES


def test_an_old_encoding() -> None:
    assert parse_captions("1\n00:00:01,000 --> 00:00:02,000\nGrüße…\n".encode("cp1252"))[0].text == "Grüße…"


def test_times_that_people_write() -> None:
    (cue,) = parse_captions(b"1\n0:00:02,5 -->  00:00:04\nHalf past two seconds\n")
    assert (cue.start_seconds, cue.end_seconds) == (2.5, 4.0)


def test_srt_with_missing_and_with_extra_blank_lines() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\nand a half\n2\n"
        "00:00:03,000 --> 00:00:04,000\nTwo --> three\n10:30 - 11:00\n"
    )
    assert [cue.text for cue in parse_captions(text.encode())] == ["One\nand a half", "Two --> three\n10:30 - 11:00"]


def test_cues_in_any_order_come_sorted() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert [cue.text for cue in parse_captions(text.encode())] == ["sooner", "later"]


def test_captions_that_roll_up_are_taken_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nhello<00:00:00.500><c> dear</c><00:00:01.000><c> world</c>\n\n"
        "00:02.000 --> 00:02.010\nhello dear world\n \n\n"
        "00:02.010 --> 00:04.000\nhello dear world\nthis<00:00:02.500><c> is new</c>\n"
    )
    assert [cue.text for cue in parse_captions(text.encode())] == ["hello dear world", "this is new"]


def test_hostile_text_is_only_text() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\n<script>alert(1)</script> &lt;b onclick=x&gt; a < b \x1b[31m\u2028&#0;\n"
    (cue,) = parse_captions(text.encode())
    assert cue.text.startswith("alert(1) <b onclick=x> a < b")
    assert not any(ord(character) < 32 for character in cue.text)
    assert "<b" not in to_vtt([cue])
    assert parse_captions(to_vtt([cue]).encode()) == [cue]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("WEBVTT\n\n00:00:xx.000 --> 00:00:02.000\nx\n", "line 3: expected times"),
        ("WEBVTT\n\n00:00:01.000 -> 00:00:02.000\nx\n", "line 3: expected times"),
        ("WEBVTT\n\n00:75:01.000 --> 01:20:02.000\nx\n", "line 3: expected times"),
        ("WEBVTT\n\n00:00:01.000 -->\nx\n", "line 3: expected times"),
        ("WEBVTT\n\n99999:00:01.000 --> 99999:00:02.000\nx\n", "line 3: expected times"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nx\n", "line 3: the cue ends before it starts"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:0y,000 -> 00:00:05,000\ny\n", "line 6: expected times"),
    ],
)
def test_broken_times_name_their_line(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        parse_captions(text.encode())
    assert caught.value.code == "captions_invalid"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "captions_empty"),
        (b"WEBVTT\n", "captions_empty"),
        (b"Dear student, this is a letter.\n", "captions_empty"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "captions_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not_text"),
        (b"WEBVTT \x81\xff\n", "not_text"),
        (b"\xff\xfeW", "not_text"),
    ],
)
def test_what_holds_no_captions(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_captions(data)
    assert caught.value.code == code


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        parse_captions(tmp_path / "none.vtt")
    assert caught.value.code == "file_unreadable"


def test_too_large() -> None:
    with pytest.raises(OverLimit):
        parse_captions(b"WEBVTT\n\n" + b"x" * MAX_CAPTIONS_BYTES)


@given(st.binary(max_size=400) | st.text("01:.,->\n WEBVTT<c&a;", max_size=200).map(str.encode))
def test_no_bytes_give_any_other_error(data: bytes) -> None:
    try:
        cues = parse_captions(data)
    except Invalid:
        return
    assert all(0 <= cue.start_seconds <= cue.end_seconds and cue.text for cue in cues)


lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    st.lists(
        st.tuples(st.integers(0, 80_000_000), st.integers(0, 100_000), st.lists(lines, min_size=1, max_size=3)),
        min_size=1,
        max_size=20,
    )
)
def test_written_cues_are_read_as_they_were(parts: list[tuple[int, int, list[str]]]) -> None:
    cues = [Cue(start / 1000, (start + length) / 1000, "\n".join(text)) for start, length, text in parts]
    assert parse_captions(to_vtt(cues).encode()) == sorted(cues, key=lambda cue: cue.start_seconds)


def test_words_share_the_time_of_their_cue_by_characters() -> None:
    words = words_from_cues([Cue(10.0, 12.1, "a wide aperture\nis open")])
    assert [word.text for word in words] == ["a", "wide", "aperture", "is", "open"]
    assert words[0].start_seconds == 10.0
    assert words[0].end_seconds == pytest.approx(10.0 + 2.1 / 23)
    assert words[2].start_seconds == pytest.approx(10.0 + 7 * 2.1 / 23)
    assert words[-1].end_seconds == pytest.approx(12.1)


def test_words_of_cues_that_overlap_do_not_run_backwards() -> None:
    words = words_from_cues([Cue(0.0, 10.0, "one two three four"), Cue(2.0, 3.0, "other voice")])
    assert all(a.start_seconds <= b.start_seconds for a, b in pairwise(words))
    assert all(word.start_seconds <= word.end_seconds for word in words)


spoken = st.lists(st.tuples(lines, st.sampled_from([0.0, 0.1, 1.0]), st.floats(0.01, 2.0)), min_size=1, max_size=80)


@given(spoken)
def test_cues_from_words_hold_every_word_and_fit_the_screen(parts: list[tuple[str, float, float]]) -> None:
    words: list[Word] = []
    now = 0.0
    for text, gap, length in parts:
        words.append(Word(text, now + gap, now + gap + length))
        now = words[-1].end_seconds
    cues = cues_from_words(words)
    assert " ".join(cue.text for cue in cues).split() == [word.text for word in words]
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(cues))
    for cue in cues:
        assert len(cue.text.splitlines()) <= 2
        assert all(len(line) <= LINE_CHARACTERS for line in cue.text.splitlines())
        assert cue.end_seconds - cue.start_seconds <= CUE_SECONDS


def test_a_sentence_has_cues_of_its_own() -> None:
    said = "The aperture is a hole in the lens. Its size has a number."
    words = [Word(text, i * 0.4, i * 0.4 + 0.4) for i, text in enumerate(said.split())]
    assert [cue.text for cue in cues_from_words(words)] == [
        "The aperture is a hole in the lens.",
        "Its size has a number.",
    ]
