"""Apply a reading of a membership: the mirror, the student with access and courses, the creator's tier."""

from dataclasses import asdict, dataclass
from typing import Literal

from chronos.db import Database, Tx, load_queries
from chronos.whop.membership import MembershipReading

_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reading.

    `superseded`: a newer one was applied before. `waiting`: no creator has its company, so nothing was changed;
    `waits_for` is the id on Whop that is not known here. `full`: applied, but the creator's plan has no room for
    another active student; a periodic job gives access once it has.
    """

    result: Literal["applied", "superseded", "waiting", "full"]
    waits_for: str | None = None

    @property
    def has_changed(self) -> bool:
        """Whether the mirror is now as the reading says."""
        return self.result in ("applied", "full")


async def apply_membership(tx: Tx, reading: MembershipReading) -> Outcome:
    """Take a reading, as the service. Safe to repeat and in any order: of two readings the later one holds.

    The company chooses the creator, never a default. The student is found or made by its id on Whop. Access, its end,
    courses and the tier of a creator who bought Chronos follow from all memberships of the person.
    """
    row = await tx.fetch_one(_QUERIES["apply_membership"], asdict(reading))
    assert row is not None  # noqa: S101 - functions with out parameters return one row
    return Outcome(row["outcome"], row["waits_for"])


async def settle_due(db: Database) -> int:
    """Periodic job. End access whose time has come, give what waited for room; return how many people it settled."""
    async with db.as_service("whop.settle") as tx:
        row = await tx.fetch_one(_QUERIES["settle_due"])
    assert row is not None  # noqa: S101 - a function returns one row
    return int(row["people"])
