"""Folder of transcripts and questions, each with the second of its answer; read whole before any is asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chronos.errors import ChronosError, Invalid
from chronos.evaluation.score import Question, Target
from chronos.model import VideoId
from chronos.search import clean_query
from chronos.videos import MAX_CAPTIONS_SECONDS, read_captions, to_vtt

QUESTIONS, UNANSWERABLE = "questions.jsonl", "unanswerable.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A question; `video` names the transcript that answers it, None: none does."""

    text: str
    video: str | None
    at_seconds: float


@dataclass(frozen=True, slots=True)
class Folder:
    """Captions as WebVTT by the name of their video, and the questions about them."""

    captions: Mapping[str, str]
    lines: Sequence[Line]

    def questions(self, ids: Mapping[str, VideoId]) -> list[Question]:
        """Return the questions for videos with these ids."""
        return [
            Question(line.text, Target(ids[line.video], line.at_seconds) if line.video is not None else None)
            for line in self.lines
        ]


def read_folder(directory: Path) -> Folder:
    """Read `transcripts/*.vtt`, `questions.jsonl` and, if it exists, `unanswerable.jsonl` of `directory`.

    Raises Invalid, which names the file and the line.
    """
    paths = sorted((directory / "transcripts").glob("*.vtt"))
    if not paths:
        raise Invalid(
            f"There are no transcripts in {str(directory)!r}: expected transcripts/*.vtt there.", code="folder_empty"
        )
    captions = {path.stem: _read_captions(path) for path in paths}
    lines = [_answered(place, row, captions) for place, row in _rows(directory / QUESTIONS)]
    if not lines:
        raise Invalid(f"{directory / QUESTIONS} has no questions.", code="no_questions")
    if (directory / UNANSWERABLE).exists():
        lines += [Line(_text(place, row), None, 0.0) for place, row in _rows(directory / UNANSWERABLE)]
    return Folder(captions, lines)


def _read_captions(path: Path) -> str:
    try:
        return to_vtt(read_captions(path).cues)
    except ChronosError as error:
        raise Invalid(f"transcripts/{path.name}: {error}", code=error.code) from error


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each line that is not blank, with its place."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise Invalid(f"There is no {path.name} in {str(path.parent)!r}.", code="file_unreadable") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read: expected text in UTF-8.", code="not_text") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield (place := f"{path.name}, line {number}"), _row(place, line)


def _row(place: str, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _bad(place, "is not JSON") from error
    if not isinstance(row, dict):
        raise _bad(place, "is not a JSON object")
    return row


def _text(place: str, row: Mapping[str, Any]) -> str:
    text = row.get("question")
    if not isinstance(text, str):
        raise _bad(place, 'has no text under "question"')
    try:
        return clean_query(text)
    except Invalid as error:
        raise _bad(place, f"cannot be asked: {error}") from error


def _answered(place: str, row: Mapping[str, Any], captions: Mapping[str, str]) -> Line:
    text, video, start = _text(place, row), row.get("video"), row.get("start")
    if not isinstance(video, str) or video not in captions:
        raise _bad(place, f"names the video {video!r}, which has no transcript")
    if isinstance(start, bool) or not isinstance(start, int | float) or not 0 <= start <= MAX_CAPTIONS_SECONDS:
        raise _bad(place, 'has no second under "start" at which the answer is said')
    return Line(text, video, float(start))


def _bad(place: str, what: str) -> Invalid:
    return Invalid(f"{place} {what.rstrip('.')}.", code="questions_invalid")
