"""Preferences: what a student set for themselves, on every device."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from psycopg.types.json import Jsonb

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed
from chronos.members.check_person import check_name
from chronos.model import Actor

_QUERIES = load_queries("chronos.members")

SLOWEST, FASTEST = 0.5, 3.0
CaptionSize = Literal["small", "medium", "large"]
CaptionPlace = Literal["below", "over", "top"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """None: what the browser asks for. The others are those of the player: with what it begins.

    `captions` are shown `below` the picture, so that they cover nothing, `over` its lower edge, or at its `top`.
    """

    language: str | None = None
    theme: str | None = None
    captions: bool = False
    speed: float = 1.0
    volume: float = 1.0
    caption_size: CaptionSize = "medium"
    caption_place: CaptionPlace = "below"


@dataclass(frozen=True, slots=True)
class PlayerChange:
    """What a student changed in the player; None keeps the value."""

    captions: bool | None = None
    speed: float | None = None
    volume: float | None = None
    caption_size: CaptionSize | None = None
    caption_place: CaptionPlace | None = None


async def get_preferences(tx: Tx, actor: Actor) -> Preferences:
    """Return the calling student's preferences; for staff the defaults."""
    row = await tx.fetch_one(_QUERIES["get_preferences"], {"id": actor.student_id})
    return _read(row["preferences"]) if row else Preferences()


async def change_own(tx: Tx, actor: Actor, name: str, preferences: Preferences) -> None:
    """Change the calling student's name and what the form of their page has; the rest stays, as of other programs.

    Raises Invalid (`person_name_invalid`), NotAllowed (`students_only`).
    """
    given = {name: value for name, value in asdict(preferences).items() if name in _OF_FORM}
    values = {"id": actor.student_id, "name": check_name(name), "preferences": Jsonb(given)}
    if actor.student_id is None or not await tx.execute(_QUERIES["change_own"], values):
        raise students_only()


async def change_player(tx: Tx, actor: Actor, change: PlayerChange) -> Preferences:
    """Change how the player begins for the calling student; return all preferences. Raises NotAllowed."""
    given = {name: value for name, value in asdict(change).items() if value is not None}
    values = {"id": actor.student_id, "preferences": Jsonb(given)}
    if actor.student_id is None or not await tx.execute(_QUERIES["change_preferences"], values):
        raise students_only()
    return await get_preferences(tx, actor)


def students_only() -> NotAllowed:
    """Return the error for staff, who have no preferences."""
    return NotAllowed("Only students have these settings.", code="students_only")


_OF_FORM = frozenset({"language", "theme", "captions", "speed"})
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "caption_size": get_args(CaptionSize),
    "caption_place": get_args(CaptionPlace),
}


def _read(stored: Mapping[str, Any]) -> Preferences:
    """Return what is stored, as far as it has our form: students may write anything there."""
    found = {each.name: stored[each.name] for each in fields(Preferences) if _is_ours(each.name, stored.get(each.name))}
    if "speed" in found:
        found["speed"] = min(FASTEST, max(SLOWEST, float(found["speed"])))
    if "volume" in found:
        found["volume"] = min(1.0, max(0.0, float(found["volume"])))
    return Preferences(**found)


def _is_ours(name: str, value: object) -> bool:
    if name in ("speed", "volume"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if name == "captions":
        return isinstance(value, bool)
    return isinstance(value, str) and value in _KNOWN.get(name, (value,))
