"""Parse captions: bytes in, cues out, with a sentence on everything that is not as it was in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chronos.errors import Invalid, OverLimit
from chronos.model import Cue
from chronos.run_apart import TakesTooMuchError, run_apart
from chronos.text import clock, split_words
from chronos.videos.caption_files.decode_text import decode_text
from chronos.videos.caption_files.fit_times import cut_at_end, shift_hours
from chronos.videos.caption_files.join_highlights import join_highlights
from chronos.videos.caption_files.join_rolling import ShownCue, join_rolling
from chronos.videos.caption_files.plain_text import has_inline_times, plain_lines
from chronos.videos.caption_files.raw_cue import BadCue, RawCue
from chronos.videos.caption_files.read_srt import read_srt
from chronos.videos.caption_files.read_vtt import ARROW, is_vtt, read_vtt

MAX_CAPTIONS_BYTES = 10_000_000
APART_BYTES = 256 * 1024  # captions of three hours; reading so much takes a tenth of a second
MAX_CUE_CHARACTERS = 10_000  # markup included; a screen shows about a hundred
MAX_PER_SECOND, LEAST_SECONDS = 20, 60.0  # words, and cues, on average; no person speaks half as fast
MAX_LEFT_OUT = 0.1  # of the cues; a single one is left out in every file
_NAMED_LINES = 3  # of the cues that are left out


@dataclass(frozen=True, slots=True)
class Captions:
    """The cues of a file in order of their start, their lines kept apart by line feeds.

    `warnings`: what was left out or changed, one sentence each, for the person who brought the file.
    """

    cues: Sequence[Cue]
    warnings: Sequence[str] = ()


def parse_captions(
    data: bytes,
    *,
    encoding: str | None = None,
    language: str | None = None,
    duration_seconds: float | None = None,
) -> Captions:
    """Parse a WebVTT or SRT file of a video that lasts `duration_seconds`; None: not known, and nothing is too late.

    Without `encoding` it is detected, by what the text says in `language` where that is given.

    Raises OverLimit (`captions_too_large`) above 10 MB; Invalid: `encoding_unknown`, `encoding_unsure`, `not_text`,
    `captions_empty`, `captions_invalid` when more than a tenth of the cues cannot be used.
    """
    if len(data) > MAX_CAPTIONS_BYTES:
        raise OverLimit("The caption file is larger than 10 MB: choose the captions only.", code="captions_too_large")
    text, warnings = decode_text(data, encoding=encoding, language=language)
    if duration_seconds is not None:
        _check_pace("cues", text.count(ARROW), duration_seconds)  # before they are read, which takes memory
    shown, left_out, is_rolling = _read(text)
    if not shown and not left_out:
        raise Invalid("The caption file has no cues: it needs WebVTT or SRT, times and text.", code="captions_empty")
    total = len(shown) + len(left_out)
    seconds = duration_seconds or max((cue.end for cue in shown), default=0.0)
    _check_pace("cues", total, seconds)
    if duration_seconds is not None and shown:
        shown, hours = shift_hours(shown, duration_seconds)
        warnings += [_say_hours(hours, duration_seconds)] if hours else []
        shown, late = cut_at_end(shown, duration_seconds)
        left_out += late
    warnings += _say_left_out(left_out, total)
    cues = join_rolling(shown, has_inline_times=is_rolling)
    _check_pace("words", sum(len(split_words(line)) for cue in cues for line in cue.lines), seconds)
    return Captions([Cue(cue.start, cue.end, "\n".join(cue.lines)) for cue in cues], warnings)


def read_captions(
    path: Path,
    *,
    encoding: str | None = None,
    language: str | None = None,
    duration_seconds: float | None = None,
) -> Captions:
    """Parse the file, in a process of its own if it is large. Blocking.

    Raises as `parse_captions` does, and Invalid (`file_unreadable`).
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CAPTIONS_BYTES + 1)
    except OSError as error:
        raise Invalid(
            f"The caption file {str(path)!r} cannot be read: check the path.", code="file_unreadable"
        ) from error
    if len(data) <= APART_BYTES:
        return parse_captions(data, encoding=encoding, language=language, duration_seconds=duration_seconds)
    try:
        return run_apart(parse_captions, data, encoding=encoding, language=language, duration_seconds=duration_seconds)
    except TakesTooMuchError as error:
        raise Invalid(
            "The caption file cannot be read: it takes more memory or time than captions do. Check that it is one.",
            code="captions_invalid",
        ) from error


def read_own_vtt(data: bytes) -> list[Cue]:
    """Return the cues of a file that `to_vtt` wrote, exactly."""
    shown, _, _ = _read(data.decode())
    return [Cue(cue.start, cue.end, "\n".join(cue.lines)) for cue in shown]


def _read(text: str) -> tuple[list[ShownCue], list[BadCue], bool]:
    """Return the cues with text, the bad ones, and whether there are times within the text."""
    vtt = is_vtt(text)
    found = [_bounded(cue) for cue in (read_vtt(text) if vtt else read_srt(text))]
    raw = [cue for cue in found if isinstance(cue, RawCue)]
    shown = [ShownCue(cue.line, cue.start, cue.end, tuple(plain_lines(cue.lines, is_vtt=vtt))) for cue in raw]
    is_rolling = any(has_inline_times(line) for cue in raw for line in cue.lines)
    shown = join_highlights(shown, [tuple(cue.lines) for cue in raw])
    return [cue for cue in shown if cue.lines], [cue for cue in found if isinstance(cue, BadCue)], is_rolling


def _bounded(cue: RawCue | BadCue) -> RawCue | BadCue:
    if isinstance(cue, RawCue) and sum(map(len, cue.lines)) > MAX_CUE_CHARACTERS:
        return BadCue(cue.line, f"its text is longer than {MAX_CUE_CHARACTERS:,} characters")
    return cue


def _check_pace(what: str, number: int, seconds: float) -> None:
    """Raise Invalid for more than could be said or shown in the time."""
    if number > MAX_PER_SECOND * max(seconds, LEAST_SECONDS):
        raise Invalid(
            f"The captions cannot be used: they have {number:,} {what} for {clock(seconds)}, more than "
            f"{MAX_PER_SECOND} a second. Check that they belong to this video.",
            code="captions_invalid",
        )


def _say_hours(hours: int, duration_seconds: float) -> str:
    taken = "1 hour was" if hours == 1 else f"{hours} hours were"
    return (
        f"The captions began at {hours}:00:00 or later, but the video lasts {clock(duration_seconds)}: {taken} taken "
        "off every cue. Check that the captions appear when they are said."
    )


def _say_left_out(left_out: list[BadCue], total: int) -> list[str]:
    """Return a sentence on the cues that are left out, if any are. Raises Invalid when they are too many."""
    if not left_out:
        return []
    left_out.sort(key=lambda cue: cue.line)
    lines = "; ".join(f"line {cue.line}: {cue.why}" for cue in left_out[:_NAMED_LINES])
    more = f"; and {len(left_out) - _NAMED_LINES} more" if len(left_out) > _NAMED_LINES else ""
    if len(left_out) == total or len(left_out) > max(1, total * MAX_LEFT_OUT):
        raise Invalid(
            f"The captions cannot be used: {len(left_out)} of {total} cues are wrong: {lines}{more}. Correct the file, "
            "or check that it belongs to this video.",
            code="captions_invalid",
        )

    return [
        f"{len(left_out)} of {total} cues were left out: {lines}{more}. Correct the file and send it again to have all."
    ]
