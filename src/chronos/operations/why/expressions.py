"""Split a policy's expression, as PostgreSQL prints it, into the operands of AND and OR."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}
_JOINS: tuple[Literal["AND", "OR"], ...] = ("AND", "OR")

# Parts of an expression that mean nothing to a reader.
_ONCE = re.compile(r"\( ?SELECT (?:\((\w+\.\w+\(\))\)::\w+|(\w+\.\w+\(\))) AS \w+\)")
_CAST = re.compile(r"::(?:\w+\.)?\w+(?:\[\])?")


@dataclass(frozen=True, slots=True)
class Expression:
    """`text` can be evaluated; `parts` are the operands of `join`, none for a single comparison."""

    text: str
    join: Literal["AND", "OR"] | None = None
    parts: tuple["Expression", ...] = ()

    @property
    def shown(self) -> str:
        """The text shortened for a reader."""
        plain = _ONCE.sub(lambda match: match[1] or match[2], f"({' '.join(self.text.split())})")
        pieces = re.split(rf"({_QUOTED.pattern})", plain)
        return _bare("".join(piece if index % 2 else _CAST.sub("", piece) for index, piece in enumerate(pieces)))


def take_apart(text: str) -> Expression:
    """Split the expression down to parts without AND or OR.

    PostgreSQL puts every operand of AND and OR into parentheses, unless it is a name or a call (ruleutils.c): so AND
    outside of parentheses and quotes always joins two operands.
    """
    bare = _bare(_on_one_line(text))
    for join in _JOINS:
        operands = list(_split(bare, f" {join} "))
        if len(operands) > 1:
            return Expression(bare, join, tuple(take_apart(operand) for operand in operands))
    return Expression(bare)


def _on_one_line(text: str) -> str:
    """Make each space outside of quotes one blank: PostgreSQL breaks the line before CASE."""
    pieces = re.split(rf"({_QUOTED.pattern})", text)
    return "".join(piece if index % 2 else re.sub(r"\s+", " ", piece) for index, piece in enumerate(pieces))


def _bare(text: str) -> str:
    """Strip the parentheses around the whole text."""
    text = text.strip()
    while text.startswith("(") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    """Return the position that closes the first parenthesis."""
    return next(position for position, depth in _depths(text) if depth == 0)


def _split(text: str, separator: str) -> Iterator[str]:
    start = 0
    previous = 0
    for position, depth in _depths(text):
        if previous == depth == 0 and position >= start and text.startswith(separator, position):
            yield text[start:position]
            start = position + len(separator)
        previous = depth
    yield text[start:]


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """Yield every position outside of quotes with the number of brackets open after it."""
    depth = position = 0
    while position < len(text):
        if quoted := _QUOTED.match(text, position):
            position = quoted.end()
            continue
        depth += _BRACKETS.get(text[position], 0)
        yield position, depth
        position += 1
