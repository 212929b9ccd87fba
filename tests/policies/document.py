"""Write docs/reference/access-matrix.md: `python -m tests.policies.document`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.policies import storage_matrix
from tests.policies.function_grants import EXECUTE
from tests.policies.matrix import ACTORS, COMMANDS, EVERY_COLUMN, MATRIX, expected, show

FILE = Path(__file__).parents[2] / "docs" / "reference" / "access-matrix.md"

OPENING = """# Who may do what

Generated from `tests/policies/matrix.py` by `python -m tests.policies.document`. The tests run every statement of
these tables as every actor and compare the result. They fail for a table, view, column or function that is missing
here, and for a policy that makes no difference.

- **✗**: refused for want of a grant.
- **–**: the statement runs without effect: no row is visible, or the policy refuses the new row.
- Names: the rows that the statement returns, adds, changes or deletes in the small world of the tests. `shown` is Ada's
  published video (or course, or its parts), `draft` an unpublished one, `pending` one that is not ready, `deleted` one
  that she removed; `bobs` belongs to Bob, `sams` to the student Sam.
- Columns that a table does not list are refused to all actors but the service, which may do everything and has no
  column here.

| actor | who |
|---|---|
"""

OF_STORAGE = """
## Files, through the storage API

Generated from `tests/policies/storage_matrix.py`. The tests send each of these requests as every actor to
`/storage/v1`, and compare the response and the changes: a refused request changes nothing. All objects are Ada's.

- **✓**: done. **–**: answered without showing or changing anything. A number: refused with this status, in the body of
  the response (`statusCode`) or, for a resumable upload, as its HTTP status.
- *Follow a link*, *upload by a link*: a link made for the actor, used by a client without a token.
"""


def document() -> str:
    """Return the whole page."""
    lines = [f"| {_title(actor)} | {who} |" for actor, who in ACTORS.items()]
    for relation in MATRIX:
        lines += ["", f"## `{relation}`", "", *_table(relation)]
    lines += ["", "## Functions", "", "Trigger functions, which no role may call, are omitted.", ""]
    lines += ["| function | roles that may execute it |", "|---|---|"]
    lines += [f"| `{function}` | {', '.join(roles.split())} |" for function, roles in EXECUTE.items()]
    return OPENING + "\n".join(lines) + "\n" + OF_STORAGE + "\n".join(_storage()) + "\n"


def _storage() -> Iterator[str]:
    for target, what in storage_matrix.OBJECTS.items():
        yield from ("", f"### {what}", "", *_storage_table(storage_matrix.EXISTING[target]))
    for bucket in storage_matrix.BUCKETS:
        yield from ("", f"### `{bucket}`: something new", "", *_storage_table(storage_matrix.NEW[bucket]))


def _storage_table(operations: Mapping[str, storage_matrix.Cells]) -> Iterator[str]:
    yield f"| | {' | '.join(map(_title, storage_matrix.ACTORS))} |"
    yield "|---" * (len(storage_matrix.ACTORS) + 1) + "|"
    for operation, cells in operations.items():
        yield f"| **{operation}** | {' | '.join(cells[actor] for actor in storage_matrix.ACTORS)} |"


def _table(relation: str) -> Iterator[str]:
    actors = [actor for actor in ACTORS if actor != "service"]
    yield f"| | {' | '.join(map(_title, actors))} |"
    yield "|---" * (len(actors) + 1) + "|"
    for command, columns in _groups(relation):
        column = columns.split()[0]
        cells = [show(expected(relation, command, column, actor, frozenset())) for actor in actors]
        yield f"| **{command}** {_columns(columns)} | {' | '.join(cells)} |"


def _groups(relation: str) -> Iterator[tuple[str, str]]:
    """Yield each command with the columns of each rule; a command without a rule once."""
    for command in COMMANDS:
        groups: Sequence[str] = [rule.columns for rule in MATRIX[relation] if rule.command == command]
        yield from ((command, columns) for columns in groups or [EVERY_COLUMN])


def _columns(columns: str) -> str:
    return "" if columns == EVERY_COLUMN else ", ".join(f"`{column}`" for column in columns.split())


def _title(actor: str) -> str:
    return actor.replace("_", " ")


if __name__ == "__main__":
    FILE.write_text(document())
