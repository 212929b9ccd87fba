"""Named statements: a room's `queries.sql`, read once, each under its `-- name:` line."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import LiteralString

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


class Queries(Mapping[str, LiteralString]):
    """The statements of one file by name. A missing name raises KeyError at once, not at the first request."""

    def __init__(self, package: str, text: str) -> None:
        parts = _NAME.split(text)
        self.package = package
        self._statements: dict[str, str] = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))

    def __getitem__(self, name: str) -> LiteralString:
        # The text comes from a file of the package, never from input: that is what LiteralString stands for.
        return self._statements[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def load_queries(package: str) -> Queries:
    """Read `queries.sql` of `package`, e.g. `chronos.videos`."""
    return Queries(package, (files(package) / "queries.sql").read_text())
