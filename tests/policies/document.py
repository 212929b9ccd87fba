"""Write docs/access-matrix.md: `python -m tests.policies.document`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.policies.matrix import ACTORS, COMMANDS, EVERY_COLUMN, FUNCTIONS, MATRIX, expected, show

FILE = Path(__file__).parents[2] / "docs" / "access-matrix.md"

OPENING = """# Who may do what

Made from `tests/policies/matrix.py` by `python -m tests.policies.document`. The suite runs every statement of these
tables as every actor and compares what happens; a table, view, column or function that is missing here fails it, and so
does a policy whose absence would not be noticed.

- **✗**: refused, there is no grant.
- **–**: the statement runs and reaches nothing: no row is visible, or the policy refuses the new row.
- Names: the rows that the statement returns, adds, changes or deletes in the small world of the tests. `shown` is Ada's
  published video (or course, or what belongs to it), `draft` an unpublished one, `pending` one that is not ready,
  `deleted` one that she removed; `bobs` is what belongs to Bob, `sams` to the student Sam.
- Columns that a table does not name are refused to everybody but the service, which may do everything and so has no
  column here.

| actor | who |
|---|---|
"""


def document() -> str:
    """The whole page."""
    lines = [f"| {_title(actor)} | {who} |" for actor, who in ACTORS.items()]
    for relation in MATRIX:
        lines += ["", f"## `{relation}`", "", *_table(relation)]
    lines += ["", "## Functions", "", "Trigger functions, which nobody may call, are left out.", ""]
    lines += ["| function | roles that may execute it |", "|---|---|"]
    lines += [f"| `{function}` | {', '.join(roles.split())} |" for function, roles in FUNCTIONS.items() if roles]
    return OPENING + "\n".join(lines) + "\n"


def _table(relation: str) -> Iterator[str]:
    actors = [actor for actor in ACTORS if actor != "service"]
    yield f"| | {' | '.join(map(_title, actors))} |"
    yield "|---" * (len(actors) + 1) + "|"
    for command, columns in _groups(relation):
        column = columns.split()[0]
        cells = [show(expected(relation, command, column, actor, frozenset())) for actor in actors]
        yield f"| **{command}** {_columns(columns)} | {' | '.join(cells)} |"


def _groups(relation: str) -> Iterator[tuple[str, str]]:
    """Each command with the columns that a rule names; a command without a rule once."""
    for command in COMMANDS:
        groups: Sequence[str] = [rule.columns for rule in MATRIX[relation] if rule.command == command]
        yield from ((command, columns) for columns in groups or [EVERY_COLUMN])


def _columns(columns: str) -> str:
    return "" if columns == EVERY_COLUMN else ", ".join(f"`{column}`" for column in columns.split())


def _title(actor: str) -> str:
    return actor.replace("_", " ")


if __name__ == "__main__":
    FILE.write_text(document())
