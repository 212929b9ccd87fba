"""Print results: tables and sentences for people, JSON for programs."""

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
AsJsonLines = Annotated[bool, typer.Option("--json", help="Print a line of JSON for each event, for programs.")]


def print_json(value: Any) -> None:
    """Print records, lists and plain values as JSON on stdout."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    """Print a record as one line of JSON on stdout."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns as wide as their widest cell."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(columns, *cells, strict=True)]
    for row in [list(columns), *cells]:
        typer.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def one_line(value: object) -> str:
    """Return `value` as text that cannot break a line or a terminal: titles and transcripts are not trusted."""
    text = "" if value is None else str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def bytes_text(count: int) -> str:
    """Return a size in a fitting unit; 1 kB is 1,024 bytes, as in PostgreSQL."""
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
    while abs(size) >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:,.0f} {units[0]}" if units[0] == "bytes" or size >= 100 else f"{size:.1f} {units[0]}"


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    match value:
        case date():  # and a time with its date
            return value.isoformat()
        case Decimal():  # PostgreSQL's numeric, e.g. a sum of bigint
            return int(value) if value == value.to_integral_value() else float(value)
        case UUID() | Path():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return dict(value)
        case tuple() | set():
            return list(value)
    raise TypeError(f"cannot print {type(value).__name__} as JSON")
