"""Case file: a creator's cases as CSV; every line is checked against the library before any is stored."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from chronos.errors import Invalid
from chronos.evaluation.score import Question, Target
from chronos.model import VideoId

COLUMNS = ("question", "video", "at")
MAX_QUESTION_CHARACTERS = 500
MAX_CASES = 2_000

_CLOCK = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class KnownVideo:
    """A video that a case may name; `duration_seconds` None: unknown."""

    id: VideoId
    title: str
    duration_seconds: float | None


def read_cases(path: Path, videos: Sequence[KnownVideo]) -> list[Question]:
    """Read the cases of `path`: columns question, video (id or exact title) and at (seconds, mm:ss or h:mm:ss).

    Video and at are empty for a question that no video answers. Raises Invalid, which names the line.
    """
    cases: dict[str, Question] = {}
    for number, (text, video, at) in _lines(path):
        try:
            case = _case(text, video, at, videos)
            if case.text in cases:
                raise Invalid("this question is a duplicate", code="questions_invalid")
        except Invalid as error:
            raise Invalid(f"{path.name}, line {number}: {str(error).rstrip('.')}.", code="questions_invalid") from error
        cases[case.text] = case
    if not cases:
        raise Invalid(f"{path.name} has no cases: each line is a question, a video and a time.", code="no_questions")
    if len(cases) > MAX_CASES:
        raise Invalid(
            f"{path.name} has {len(cases):,} cases; at most {MAX_CASES:,} are allowed.", code="too_many_questions"
        )
    return list(cases.values())


def seconds_of(text: str) -> float:
    """Parse `75`, `75.5`, `1:15` or `1:02:03` to seconds. Raises Invalid."""
    match = _CLOCK.fullmatch(text)
    if match is None or (match[2] is not None and float(match[3]) >= 60):
        raise Invalid(f"{text!r} is not a time: write seconds, mm:ss or h:mm:ss", code="questions_invalid")
    return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3])


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield number and cells of each line below the header that is not blank."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Invalid(f"The file {path} cannot be read: check the path.", code="file_unreadable") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name} is not text: save it as CSV in UTF-8.", code="not_text") from error
    lines = text.splitlines(keepends=True)
    # Spreadsheets write semicolons where the comma is the decimal sign.
    separator = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header = tuple(name.strip().lower() for name in next(reader, []))
        if header != COLUMNS:
            raise Invalid(f"{path.name} must begin with the line {','.join(COLUMNS)}.", code="questions_invalid")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                question, video, at, *more = [" ".join(cell.split()) for cell in [*cells, "", ""][: max(3, len(cells))]]
                if any(more):
                    raise Invalid(
                        f"{path.name}, line {reader.line_num}: more than three columns.", code="questions_invalid"
                    )
                yield reader.line_num, (question, video, at)
    except csv.Error as error:
        raise Invalid(f"{path.name}, line {reader.line_num}: not CSV ({error}).", code="questions_invalid") from error


def _case(text: str, video: str, at: str, videos: Sequence[KnownVideo]) -> Question:
    if not 0 < len(text) <= MAX_QUESTION_CHARACTERS:
        raise Invalid(f"a question has 1 to {MAX_QUESTION_CHARACTERS} characters", code="questions_invalid")
    if not video and not at:
        return Question(text, None)
    if not video or not at:
        raise Invalid(
            "give both the video and the time, or neither for a question that no video answers",
            code="questions_invalid",
        )
    found = _find(video, videos)
    seconds = seconds_of(at)
    if found.duration_seconds is not None and seconds > found.duration_seconds:
        raise Invalid(f"{found.title!r} is {found.duration_seconds:.0f} seconds long", code="questions_invalid")
    return Question(text, Target(found.id, seconds))


def _find(name: str, videos: Sequence[KnownVideo]) -> KnownVideo:
    """Find a video by its id, or by its title."""
    try:
        wanted: VideoId | None = VideoId(UUID(name))
    except ValueError:
        wanted = None
    found = [video for video in videos if video.id == wanted] or [video for video in videos if video.title == name]
    if not found:
        raise Invalid(f"no video {name!r} in this library", code="questions_invalid")
    if len(found) > 1:
        raise Invalid(f"{len(found)} videos have the title {name!r}: write the id of one", code="questions_invalid")
    return found[0]
