"""The brand of a school as those who learn and work there see it."""

from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class Brand:
    """`school`: its name. `logo`: an object of bucket thumbnails. `accent`: the colour that was chosen, #rrggbb."""

    school: str
    logo: str | None = None
    accent: str | None = None


async def get_brand(tx: Tx) -> Brand:
    """Return the brand of the caller's school. Raises NotAllowed (`membership_ended`) without access to one."""
    row = await tx.fetch_one(_QUERIES["get_brand"])
    if row is None or row["school"] is None:
        raise NotAllowed("Your access has ended or is paused. Ask the person who invited you.", code="membership_ended")
    return Brand(**row)
