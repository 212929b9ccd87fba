"""Load the named statements of an SQL file, each under its `-- name:` line."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)

# The text comes from a file of the package, never from input: that is what LiteralString stands for.
Queries = Mapping[str, LiteralString]


def load_queries(package: str, file: str = "queries.sql") -> Queries:
    """Return the statements of `file` in `package`, e.g. `chronos.videos`, by name."""
    parts = _NAME.split((files(package) / file).read_text())
    return cast("Queries", dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True)))
