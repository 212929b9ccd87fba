"""Captions come in as people have them; what is left out or changed is said in a sentence."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.errors import Invalid, OverLimit
from chronos.model import Cue
from chronos.videos.caption_files import MAX_CAPTIONS_BYTES, parse_captions, read_captions, read_own_vtt
from chronos.videos.caption_files.parse_captions import APART_BYTES
from chronos.videos.captions import to_vtt

VTT = """WEBVTT - a talk
Kind: captions

STYLE
::cue { color: red }

NOTE a comment of
two lines

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


def said(text: str, duration_seconds: float | None = None) -> list[tuple[float, str]]:
    return [
        (cue.start_seconds, cue.text) for cue in parse_captions(text.encode(), duration_seconds=duration_seconds).cues
    ]


@pytest.mark.parametrize("text", [VTT, SRT])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_both_formats_as_editors_save_them(text: str, ends: str, encoding: str) -> None:
    captions = parse_captions(text.replace("\n", ends).encode(encoding))
    assert captions.cues == CUES
    assert captions.warnings == []


def test_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(SRT)
    assert read_captions(tmp_path / "talk.srt").cues == CUES


def test_cues_in_any_order_come_sorted() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert said(text) == [(1.0, "sooner"), (5.0, "later")]


def test_hostile_text_is_only_text() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\n<script>alert(1)</script> &lt;b onclick=x&gt; a < b \x1b[31m\u2028&#0;\n"
    (cue,) = parse_captions(text.encode()).cues
    assert cue.text.startswith("<script>alert(1)</script> <b onclick=x> a < b")
    assert not any(ord(character) < 32 for character in cue.text)
    assert "<" not in to_vtt([cue])
    assert read_own_vtt(to_vtt([cue]).encode()) == [cue]


def numbered(cues: int, bad: int) -> str:
    """SRT of `cues` cues, of which the first `bad` end before they start."""

    def second(i: int, milliseconds: int) -> str:
        return f"00:{i // 60:02}:{i % 60:02},{milliseconds}"

    return "\n".join(
        f"{i + 1}\n{second(i, 500)} --> {second(i, 100 if i < bad else 900)}\nCue {i}.\n" for i in range(cues)
    )


def test_bad_cues_are_left_out_and_counted() -> None:
    captions = parse_captions(numbered(412, 3).encode())
    assert len(captions.cues) == 409
    (warning,) = captions.warnings
    assert warning.startswith("3 of 412 cues were left out: line 2: it ends before it starts; line 6: ")


def test_a_single_bad_cue_is_left_out_of_any_file() -> None:
    captions = parse_captions(numbered(2, 1).encode())
    assert [cue.text for cue in captions.cues] == ["Cue 1."]
    assert captions.warnings[0].startswith("1 of 2 cues were left out: line 2")


@pytest.mark.parametrize(("cues", "bad"), [(1, 1), (10, 2), (29, 3)])
def test_file_of_which_more_than_a_tenth_is_bad_is_refused(cues: int, bad: int) -> None:
    with pytest.raises(Invalid, match=f"{bad} of {cues} cues are wrong: line 2: it ends before it starts") as caught:
        parse_captions(numbered(cues, bad).encode())
    assert caught.value.code == "captions_invalid"


def test_a_tenth_is_not_more() -> None:
    assert len(parse_captions(numbered(30, 3).encode()).cues) == 27


@pytest.mark.parametrize("hours", [1, 10])
def test_whole_hours_of_a_recorders_clock_are_taken_off(hours: int) -> None:
    text = f"1\n{hours:02}:00:05,000 --> {hours:02}:00:09,000\nA crisp crust.\n"
    captions = parse_captions(text.encode(), duration_seconds=60)
    assert captions.cues == [Cue(5.0, 9.0, "A crisp crust.")]
    assert "taken off every cue" in captions.warnings[0]


def test_cues_beyond_the_end_are_left_out_and_counted() -> None:
    text = "1\n00:00:05,000 --> 00:02:00,000\nlasts too long\n\n2\n00:01:00,000 --> 00:01:02,000\ntoo late\n"
    captions = parse_captions(text.encode(), duration_seconds=60)
    assert captions.cues == [Cue(5.0, 60.0, "lasts too long")]
    assert captions.warnings[0].startswith(
        "1 of 2 cues were left out: line 6: it begins after the end of the video at 1:00"
    )


def test_captions_of_another_video_are_refused() -> None:
    with pytest.raises(Invalid, match="20 of 40 cues are wrong: line 82: it begins after the end of the video at 0:20"):
        parse_captions(numbered(40, 0).encode(), duration_seconds=20.2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "captions_empty"),
        (b"WEBVTT\n", "captions_empty"),
        (b"Dear student, this is a letter.\n", "captions_empty"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "captions_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not_text"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n\x81\xff\n", "encoding_unsure"),
        (b"\xff\xfeW", "not_text"),
    ],
)
def test_files_without_captions_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_captions(data)
    assert caught.value.code == code


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_captions(tmp_path / "none.vtt")
    assert caught.value.code == "file_unreadable"


def test_too_large_file_is_refused() -> None:
    with pytest.raises(OverLimit):
        parse_captions(b"WEBVTT\n\n" + b"x" * MAX_CAPTIONS_BYTES)


@given(
    st.binary(max_size=400) | st.text("01:.,->\n WEBVTT<c&a;", max_size=200).map(str.encode),
    st.none() | st.floats(0.001, 100),
)
def test_no_bytes_give_any_other_error(data: bytes, duration_seconds: float | None) -> None:
    try:
        cues = parse_captions(data, duration_seconds=duration_seconds).cues
    except Invalid:
        return
    assert all(0 <= cue.start_seconds <= cue.end_seconds and cue.text for cue in cues)
    assert duration_seconds is None or all(cue.end_seconds <= duration_seconds for cue in cues)


def test_a_cue_without_end_is_left_out() -> None:
    cues = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{'a ' * 5001 if n == 3 else 'Hello'}\n\n" for n in range(1, 9)
    )
    captions = parse_captions(cues.encode())
    assert len(captions.cues) == 7
    assert "line 10: its text is longer than 10,000 characters" in captions.warnings[0]


@pytest.mark.parametrize("duration", [None, 10.0, 100.0])
def test_more_than_can_be_said_is_refused(duration: float | None) -> None:
    most = 2000 if duration == 100.0 else 1200
    said = "1\n00:00:01,000 --> 00:00:02,000\n" + "a " * most
    assert parse_captions(said.encode(), duration_seconds=duration).cues
    with pytest.raises(Invalid, match="more than 20 a second") as caught:
        parse_captions((said + "a").encode(), duration_seconds=duration)
    assert caught.value.code == "captions_invalid"


def test_more_cues_than_can_be_shown_are_refused() -> None:
    cues = "".join(f"00:00:01,000 --> 00:00:02,{n % 1000:03}\na\n\n" for n in range(1201))
    with pytest.raises(Invalid, match="1,201 cues for 0:02"):
        parse_captions(cues.encode())


def test_more_times_than_cues_can_have_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys.modules[parse_captions.__module__], "_read")
    with pytest.raises(Invalid, match="1,201 cues for 0:02"):
        parse_captions(b"WEBVTT\n\n" + b"00:01 --> 00:02\n" * 1201, duration_seconds=2.0)


def test_large_file_is_read_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "What is said here. " * 40
    cues = "\n".join(f"{minute:02}:00.000 --> {minute:02}:30.000\n{said}\n" for minute in range(60))
    small, large = tmp_path / "small.vtt", tmp_path / "large.vtt"
    small.write_text(f"WEBVTT\n\n{cues}")
    large.write_text(f"WEBVTT\n\nNOTE {'x' * APART_BYTES}\n\n{cues}")
    here = read_captions(small).cues
    monkeypatch.setattr(sys.modules["chronos.videos.caption_files.parse_captions"], "_read", None)
    assert read_captions(large).cues == here


def test_file_that_takes_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.run_apart.sys.executable", "/bin/false")  # ends as one that was stopped does
    (tmp_path / "large.vtt").write_bytes(b"x" * (APART_BYTES + 1))
    with pytest.raises(Invalid, match="takes more memory or time") as caught:
        read_captions(tmp_path / "large.vtt")
    assert caught.value.code == "captions_invalid"
