"""A view as rows and columns, and as CSV (RFC 4180)."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of their columns; `withheld` says why there are none, where a rule keeps them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    withheld: str | None = None


def small_text(least_group: int, did: str) -> str:
    """Say why there is no breakdown."""
    return f"Fewer than {least_group} students {did}: this is not broken down further."


def to_csv(table: Table) -> str:
    """Return the table as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it.

    The sentence about rows that are withheld is a row of its own, in the first column.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    if table.withheld is not None:
        writer.writerow([_cell(table.withheld), *[""] * (len(table.columns) - 1)])
    return file.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case date():  # and a time with its date
            return value.isoformat()
    text = str(value)
    # Some programs ignore white space before the sign.
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text
