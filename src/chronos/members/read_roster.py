"""Read a list of students as CSV: name, e-mail and, optionally, the title of a course on each line."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chronos.errors import Invalid
from chronos.members.check_person import check_email, check_name

MAX_LINES = 5000
MAX_CHARACTERS = 1_000_000
SHOWN_PROBLEMS = 100
_COLUMNS: Mapping[str, str] = {
    "name": "name", "nombre": "name", "full name": "name", "student": "name",
    "email": "email", "e-mail": "email", "mail": "email", "email address": "email", "e-mail address": "email",
    "correo": "email",
    "course": "course", "kurs": "course", "curso": "course",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A student of the list. `course`: the title of a course, or None for everything."""

    number: int
    name: str
    email: str
    course: str | None


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line cannot be taken."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines of a list that are right, and what is wrong with the first 100 of the others."""

    lines: Sequence[RosterLine]
    problems: Sequence[LineProblem]


def decode_roster(content: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a mark at its start. Raises Invalid (`roster_invalid`)."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid("The file is not in UTF-8. Save it as “CSV UTF-8”.") from error


def read_roster(text: str) -> Roster:
    """Read the list: separated by commas, semicolons or tabs, with or without a line of titles.

    Raises Invalid (`roster_invalid`) for an empty list, and for one of more than 5,000 lines.
    """
    if len(text) > MAX_CHARACTERS:
        raise _invalid(f"The list has more than {MAX_CHARACTERS:,} characters. Import it in parts.")
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    columns, lines, problems, count = ["name", "email", "course"], [], [], 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count == 1 and (titles := _read_titles(cells)):
                columns, count = titles, 0
                continue
            if count > MAX_LINES:
                raise _invalid(f"The list has more than {MAX_LINES:,} lines. Import it in parts.")
            try:
                lines.append(_read_line(reader.line_num, cells, columns))
            except Invalid as error:
                problems.append(LineProblem(reader.line_num, str(error)))
    except csv.Error:
        problems.append(LineProblem(reader.line_num, "This line cannot be read as CSV."))
    if not count:
        raise _invalid("The list is empty. Write a name and an e-mail address on each line.")
    return Roster(lines, problems[:SHOWN_PROBLEMS])


def _read_titles(cells: Sequence[str]) -> list[str] | None:
    """Return the columns when the line has titles and no student."""
    named = [_COLUMNS.get(cell.strip().lower(), "") for cell in cells]
    return named if "name" in named and "email" in named else None


def _read_line(number: int, cells: Sequence[str], columns: Sequence[str]) -> RosterLine:
    if len([cell for cell in cells if cell.strip()]) > len(columns):
        raise _invalid("This line has too many columns: name, e-mail address, course.")
    row = dict(zip(columns, cells, strict=False))
    email = row.get("email", "").strip()
    if not email:
        raise _invalid("The e-mail address is missing. Write: name, e-mail address, course.")
    return RosterLine(
        number, check_name(row.get("name", "")), check_email(email) or "", row.get("course", "").strip() or None
    )


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, code="roster_invalid")
