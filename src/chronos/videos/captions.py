"""Captions in (WebVTT, SRT) and out (WebVTT); what a cue says is data: its markup is dropped, never obeyed."""

import html
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chronos.errors import Invalid, OverLimit
from chronos.model import Cue, Word

MAX_CAPTIONS_BYTES = 10_000_000
MAX_CAPTIONS_SECONDS = 24 * 3600.0
LINE_CHARACTERS, CUE_LINES, CUE_SECONDS = 42, 2, 6.0
_PAUSE_SECONDS = 0.8  # speech that stops for this long clears the screen
_SHORT_CUE_SECONDS = 1.0  # a sentence shorter than this stays up with the next one

_TIME = re.compile(r"(?:(\d+):)?([0-5]?\d):([0-5]?\d(?:\.\d{1,3})?)")
_IS_TIMING = re.compile(r"\d:.*-->|-->\s*\d+:|\s*-->\s*$")
_LIKE_TIMING = re.compile(r"\s*\d+:\w+[:.,]\w+.*\W\d+:\w")  # but the arrow is missing or wrong
_MARKUP = re.compile(r"<[/a-zA-Z0-9][^>]*>|\{\\[^}]*\}")
_TIME_IN_TEXT = re.compile(r"<\d+:[\d:.]+>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’»)\]]*$")
_TO_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def parse_captions(source: Path | bytes) -> list[Cue]:
    """The cues of a WebVTT or SRT file, in order of their start; lines of a cue are kept apart by a line feed.

    Raises OverLimit above 10 MB; Invalid: missing_file, not_text, bad_captions (says which line), no_cues.
    """
    text = _decoded(_read(source))
    # Lines as the formats know them; `splitlines` would also split at characters that are text here.
    lines = re.split(r"\r\n|\n|\r", text)
    raw = list(_raw_cues(lines, is_vtt=lines[0].startswith("WEBVTT")))
    cues = [cue for cue in _without_repeats(raw) if cue.text]
    if not cues:
        raise Invalid("The caption file has no cues: it needs times and text.", code="captions_empty")
    return sorted(cues, key=lambda cue: cue.start_seconds)


def to_vtt(cues: Sequence[Cue]) -> str:
    """A WebVTT file (W3C WebVTT); times are rounded to milliseconds, the text is shown as it is."""
    blocks = [
        f"{_stamp(cue.start_seconds)} --> {_stamp(cue.end_seconds)}\n{cue.text.translate(_TO_ENTITIES)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def words_from_cues(cues: Sequence[Cue]) -> list[Word]:
    """Every word of the cues; a word's times are its share, by characters, of its cue. Starts never run backwards."""
    words: list[Word] = []
    for cue in cues:
        texts = cue.text.split()
        characters = sum(len(text) + 1 for text in texts) - 1
        pace = (cue.end_seconds - cue.start_seconds) / max(characters, 1)  # seconds per character
        place, floor = 0, words[-1].start_seconds if words else 0.0
        for text in texts:
            start = max(cue.start_seconds + place * pace, floor)
            words.append(Word(text, start, max(cue.start_seconds + (place + len(text)) * pace, start)))
            place += len(text) + 1
    return words


def cues_from_words(words: Sequence[Word]) -> list[Cue]:
    """Cues of at most two lines of 42 characters and six seconds, cut at sentence ends and pauses."""
    groups: list[list[Word]] = []
    for word in words:
        if groups and _goes_with(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_cue(group) for group in groups]


@dataclass(slots=True)
class _RawCue:
    """A cue as it stands in the file."""

    start_seconds: float
    end_seconds: float
    lines: list[str]


def _read(source: Path | bytes) -> bytes:
    try:
        data = source if isinstance(source, bytes) else _first_bytes(source)
    except OSError as error:
        raise Invalid(
            f"The caption file {str(source)!r} cannot be read: check the path.", code="file_unreadable"
        ) from error
    if len(data) > MAX_CAPTIONS_BYTES:
        raise OverLimit("The caption file is larger than 10 MB: choose the captions only.", code="captions_too_large")
    return data


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_CAPTIONS_BYTES + 1)


def _decoded(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid("The caption file is not text: save it as WebVTT or SRT in UTF-8.", code="not_text")


def _raw_cues(lines: Sequence[str], *, is_vtt: bool) -> Iterator[_RawCue]:
    """A cue begins at its line of times. In WebVTT it ends at a blank line; SRT files also have those within."""
    cue: _RawCue | None = None
    in_block = is_vtt  # inside the header, a note or a style
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            in_block = False
            if is_vtt and cue:
                yield cue
                cue = None
        elif in_block or (is_vtt and not cue and line.startswith(("NOTE", "STYLE", "REGION"))):
            in_block = True
        elif _IS_TIMING.search(line) or _LIKE_TIMING.match(line):
            if cue:
                yield _without_next_number(cue)
            cue = _timed(line, number)
        elif cue:
            cue.lines.append(line)
    if cue:
        yield cue


def _without_next_number(cue: _RawCue) -> _RawCue:
    """SRT numbers its cues; the number of the next one stands before its times."""
    if cue.lines and cue.lines[-1].strip().isdecimal():
        cue.lines.pop()
    return cue


def _timed(line: str, number: int) -> _RawCue:
    before, _, after = line.partition("-->")
    times = [_seconds(part) for part in (before.strip(), after.split()[0] if after.split() else "")]
    if times[0] is None or times[1] is None:
        raise _bad_line(number, "expected times like 00:01:02.000 --> 00:01:04.500")
    if times[1] < times[0]:
        raise _bad_line(number, "the cue ends before it starts")
    return _RawCue(times[0], times[1], [])


def _seconds(text: str) -> float | None:
    """`h:mm:ss.fff` or `mm:ss,fff` in seconds; `02,5` is two and a half."""
    match = _TIME.fullmatch(text.replace(",", "."))
    if match is None:
        return None
    seconds = round(int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3]), 3)
    return seconds if seconds <= MAX_CAPTIONS_SECONDS else None


def _bad_line(number: int, what: str) -> Invalid:
    return Invalid(f"The captions cannot be read: line {number}: {what}.", code="captions_invalid")


def _without_repeats(raw: Sequence[_RawCue]) -> Iterator[Cue]:
    """The cues with plain text. Captions that roll up (they have times within the text) show their last line again
    above the new one; it is taken once."""
    rolls_up = any(_TIME_IN_TEXT.search(line) for cue in raw for line in cue.lines)
    shown = ""
    for cue in raw:
        lines = [line for line in map(_plain, cue.lines) if line]
        fresh = lines[1:] if rolls_up and lines and lines[0] == shown else lines
        shown = lines[-1] if lines else ""
        yield Cue(cue.start_seconds, cue.end_seconds, "\n".join(fresh))


def _plain(line: str) -> str:
    text = html.unescape(_MARKUP.sub("", line))
    return " ".join(_CONTROL.sub(" ", text).split())


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _goes_with(group: Sequence[Word], word: Word) -> bool:
    """Whether `word` may stand in the same cue as `group`."""
    seconds = group[-1].end_seconds - group[0].start_seconds
    if (
        word.start_seconds - group[-1].end_seconds >= _PAUSE_SECONDS
        or word.end_seconds - group[0].start_seconds > CUE_SECONDS
    ):
        return False
    if _SENTENCE_END.search(group[-1].text) and seconds >= _SHORT_CUE_SECONDS:
        return False
    return len(_lines([*group, word])) <= CUE_LINES


def _lines(group: Sequence[Word]) -> list[str]:
    text = " ".join(word.text for word in group)
    return textwrap.wrap(text, LINE_CHARACTERS, break_long_words=False, break_on_hyphens=False)


def _cue(group: Sequence[Word]) -> Cue:
    return Cue(group[0].start_seconds, max(word.end_seconds for word in group), "\n".join(_lines(group)))
