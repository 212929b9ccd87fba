"""What a person chooses to be notified: kinds of events, by which channel, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg.types.json import Jsonb

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.notifications.word import Kind

_QUERIES = load_queries("chronos.notifications")

Channel = Literal["email", "whop"]
Mode = Literal["now", "digest", "never"]


@dataclass(frozen=True, slots=True)
class Choice:
    """When events of a kind are notified by a channel. `is_default`: the person has not chosen it."""

    kind: Kind
    channel: Channel
    mode: Mode
    is_default: bool = False


async def get_choices(tx: Tx) -> list[Choice]:
    """Return the caller's choices, one for each kind and channel. Raises NotAllowed for a caller without access."""
    rows = await tx.fetch(_QUERIES["get_choices"])
    if not rows:
        raise _no_access()
    return [Choice(**row) for row in rows]


async def put_choices(tx: Tx, choices: Sequence[Choice]) -> list[Choice]:
    """Keep the caller's choices; kinds and channels that are not among them stay as they are.

    Raises Invalid (`choice_unknown`) for a kind that is not told to the caller, NotAllowed for a caller without access.
    """
    known = {choice.kind for choice in await get_choices(tx)}
    if unknown := sorted({choice.kind for choice in choices} - known):
        raise Invalid(
            f"You are not told of {', '.join(unknown)}: choose among {', '.join(sorted(known))}.", code="choice_unknown"
        )
    chosen = {(one.kind, one.channel): one.mode for one in choices}  # of several for the same the last counts
    rows = [{"kind": kind, "channel": channel, "mode": mode} for (kind, channel), mode in chosen.items()]
    await tx.fetch_one(_QUERIES["put_choices"], {"choices": Jsonb(rows)})
    return await get_choices(tx)


def _no_access() -> NotAllowed:
    return NotAllowed("Only a creator, its staff and active students are notified things.", code="not_allowed")
