"""Load the named statements of an SQL file, each under its `-- name:` line."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import LiteralString

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


class Queries(Mapping[str, LiteralString]):
    """The statements of one file by name."""

    def __init__(self, text: str) -> None:
        parts = _NAME.split(text)
        self._statements: dict[str, str] = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))

    def __getitem__(self, name: str) -> LiteralString:
        # The text comes from a file of the package, never from input: that is what LiteralString stands for.
        return self._statements[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def load_queries(package: str, file: str = "queries.sql") -> Queries:
    """Read the statements of `file` in `package`, e.g. `chronos.videos`."""
    return Queries((files(package) / file).read_text())
