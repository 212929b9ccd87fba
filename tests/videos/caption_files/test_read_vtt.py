"""WebVTT is read as the parser of its specification reads it."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.videos.caption_files.raw_cue import BadCue, RawCue
from chronos.videos.caption_files.read_vtt import is_vtt, read_vtt

Cues = list[tuple[float, float, str]]


def cues(text: str) -> Cues:
    """Cues that a player would show, with their text as it stands in the file."""
    assert is_vtt(text)
    return [(cue.start, cue.end, "\n".join(cue.lines)) for cue in read_vtt(text) if isinstance(cue, RawCue)]


class Specification:
    """The steps of https://www.w3.org/TR/webvtt1/#file-parsing, one by one, for the times and texts of cues."""

    def __init__(self, text: str) -> None:
        self.input, self.position, self.seen_cue = text, 0, False

    def parse(self) -> Cues:
        found: Cues = []
        self.line()
        if self.position >= len(self.input):
            return found
        self.position += 1
        if self.position >= len(self.input):
            return found
        if self.input[self.position] != "\n":
            self.block(in_header=True)
        else:
            self.position += 1
        self.skip_line_feeds()
        while self.position < len(self.input):
            cue = self.block(in_header=False)
            if cue is not None:
                found.append(cue)
            self.skip_line_feeds()
        return found

    def line(self) -> str:
        start = self.position
        while self.position < len(self.input) and self.input[self.position] != "\n":
            self.position += 1
        return self.input[start : self.position]

    def skip_line_feeds(self) -> None:
        while self.position < len(self.input) and self.input[self.position] == "\n":
            self.position += 1

    def block(self, *, in_header: bool) -> tuple[float, float, str] | None:
        line_count, previous_position, buffer = 0, self.position, ""
        seen_eof = seen_arrow = False
        cue: tuple[float, float] | None = None
        while True:
            line = self.line()
            line_count += 1
            if self.position >= len(self.input):
                seen_eof = True
            else:
                self.position += 1
            if "-->" in line:
                if not in_header and (line_count == 1 or (line_count == 2 and not seen_arrow)):
                    seen_arrow = True
                    previous_position = self.position
                    cue = self.timings(line)
                    if cue is not None:
                        buffer, self.seen_cue = "", True
                else:
                    self.position = previous_position
                    break
            elif line == "":
                break
            else:
                if (
                    not in_header
                    and line_count == 2
                    and not self.seen_cue
                    and re.fullmatch("(STYLE|REGION)[ \t]*", buffer)
                ):
                    buffer = ""
                buffer += ("\n" if buffer else "") + line
                previous_position = self.position
            if seen_eof:
                break
        return (*cue, buffer) if cue is not None else None

    def timings(self, line: str) -> tuple[float, float] | None:
        rest = line.lstrip(" \t\f")
        start, rest = self.timestamp(rest)
        rest = rest.lstrip(" \t\f")
        if start is None or not rest.startswith("-->"):
            return None
        end, _ = self.timestamp(rest[3:].lstrip(" \t\f"))
        return (start, end) if end is not None else None

    def timestamp(self, text: str) -> tuple[float | None, str]:
        def digits(text: str) -> tuple[str, str]:
            found = re.match("[0-9]*", text)
            assert found is not None
            return found[0], text[found.end() :]

        first, rest = digits(text)
        if not first or not rest.startswith(":"):
            return None, rest
        has_hours = len(first) != 2 or int(first) > 59
        second, rest = digits(rest[1:])
        if len(second) != 2:
            return None, rest
        if has_hours or rest.startswith(":"):
            if not rest.startswith(":"):
                return None, rest
            third, rest = digits(rest[1:])
            if len(third) != 2:
                return None, rest
            hours, minutes, seconds = int(first), int(second), int(third)
        else:
            hours, minutes, seconds = 0, int(first), int(second)
        if not rest.startswith("."):
            return None, rest
        fraction, rest = digits(rest[1:])
        if len(fraction) != 3 or minutes > 59 or seconds > 59:
            return None, rest
        return hours * 3600 + minutes * 60 + seconds + int(fraction) / 1000, rest


times = st.sampled_from(["00:01.000", "00:00:02.500", "01:00:03.000", "00:04.250", "59:59.999", "2:00:00.000"])
timings = st.builds(
    "{}{}-->{}{}{}".format, times, st.sampled_from([" ", "", "\t"]), st.sampled_from([" ", ""]), times,
    st.sampled_from(["", " align:start position:0%", " line:1"]),
)  # fmt: skip
odd_lines = st.sampled_from(
    ["", "", "", " ", "\t", "text", "NOTE", "NOTE a comment", "NOTEBOOK-1", "STYLE", "STYLES", "REGION", "REGIONAL",
     "::cue { color: red }", "id:fred", "1", "-->", "Two --> three", "a --> b", "WEBVTT",
     "Kind: captions", "at 3:16,17"]
)  # fmt: skip


@given(
    st.sampled_from(["WEBVTT", "WEBVTT - a talk", "WEBVTT\tx"]),
    st.lists(odd_lines | timings, max_size=14),
)
def test_every_file_is_read_as_the_specification_reads_it(header: str, lines: Sequence[str]) -> None:
    text = "\n".join([header, *lines])
    # A cue that ends before it starts is never shown.
    shown = [cue for cue in Specification(text).parse() if cue[0] <= cue[1]]
    assert cues(text) == [(start, end, text.strip("\n")) for start, end, text in shown]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WEBVTT\n00:01.000 --> 00:03.000\nfirst\n\n00:04.000 --> 00:05.000\nsecond", ["first", "second"]),
        ("WEBVTT\n\nNOTE by hand\n00:01.000 --> 00:03.000\nfirst\n\n00:04.000 --> 00:05.000\nsecond",
         ["first", "second"]),
        ("WEBVTT\n\nNOTEBOOK-1\n00:01.000 --> 00:03.000\nfirst\n\nSTYLES\n00:04.000 --> 00:05.000\nsecond",
         ["first", "second"]),
        ("WEBVTT\n\n00:01.000 --> 00:03.000\none\n \nafter a space\n\n00:04.000 --> 00:05.000\nok",
         ["one\n \nafter a space", "ok"]),
        ("WEBVTT\n\nNOTE\n00:01.000 --> 00:02.000 was the time\n", [""]),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000-->00:03.000\nno spaces", ["no spaces"]),
    ],
)  # fmt: skip
def test_cues_that_players_show(text: str, expected: list[str]) -> None:
    assert [text for _, _, text in cues(text)] == expected


@pytest.mark.parametrize("header", ["WEBVTTX", "webvtt", " WEBVTT", "WEBVT", ""])
def test_other_text_is_not_webvtt(header: str) -> None:
    assert not is_vtt(f"{header}\n\n00:01.000 --> 00:02.000\nx")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("00:00:xx.000 --> 00:00:02.000", "its times are not like"),
        ("00:00:01.000 -> 00:00:02.000", "its times are not like"),
        ("00:75:01.000 --> 01:20:02.000", "its times are not like"),
        ("00:00:01.000 -->", "its times are not like"),
        ("-00:01.000 --> 00:02.000", "its times are not like"),
        ("99999:00:01.000 --> 99999:00:02.000", "its times are not like"),
        ("00:05.000 --> 00:02.000", "it ends before it starts"),
    ],
)
def test_a_bad_cue_names_its_line(line: str, why: str) -> None:
    bad, good = read_vtt(f"WEBVTT\n\n{line}\nx\n\n00:06.000 --> 00:07.000\ny")
    assert isinstance(bad, BadCue)
    assert bad.line == 3
    assert bad.why.startswith(why)
    assert isinstance(good, RawCue)


@pytest.mark.parametrize("line", ["0:00:01.5 --> 0:00:02.500000", "00:00:01,500 --> 00:00:02,500"])
def test_times_that_the_specification_would_lose_are_read(line: str) -> None:
    assert cues(f"WEBVTT\n\n{line}\nx") == [(1.5, 2.5, "x")]


def test_an_empty_line_before_the_signature() -> None:
    text = "\n\nWEBVTT\n\nNOTE internal comment\n\n00:01.000 --> 00:02.000\nhello"
    assert is_vtt(text)
    assert [cue.lines for cue in read_vtt(text) if isinstance(cue, RawCue)] == [["hello"]]


@pytest.mark.parametrize(
    "comment",
    [
        "NOTE a --> b",
        "NOTE\na --> b",
        "NOTE from\nhere\na --> b\nand c --> d",
        "NOTE\n00:00:0x.000 --> 00:00:04.000 is wrong",
    ],
)
def test_an_arrow_in_a_comment_is_no_cue(comment: str) -> None:
    text = f"WEBVTT\n\n{comment}\n\n00:01.000 --> 00:02.000\nhello"
    assert cues(text) == Specification(text).parse() == [(1.0, 2.0, "hello")]
    assert not any(isinstance(cue, BadCue) for cue in read_vtt(text))


def test_a_bad_cue_after_a_comment_is_counted() -> None:
    text = "WEBVTT\n\nNOTE a --> b\n00:01.000 --> 00:02.000\nhello\n\n00:0x.000 --> 00:04.000\nlost"
    assert [cue.line for cue in read_vtt(text) if isinstance(cue, BadCue)] == [7]
