"""Preferences: what a student set for themselves, on every device."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from psycopg.types.json import Jsonb

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed
from chronos.members.check_person import check_name
from chronos.model import Actor

_QUERIES = load_queries("chronos.members")

SLOWEST, FASTEST = 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Preferences:
    """None: what the browser asks for. `speed` is that of the player at first, `captions` whether it shows them."""

    language: str | None = None
    theme: str | None = None
    captions: bool = False
    speed: float = 1.0


async def get_preferences(tx: Tx, actor: Actor) -> Preferences:
    """Return the calling student's preferences; for staff the defaults."""
    row = await tx.fetch_one(_QUERIES["get_preferences"], {"id": actor.student_id})
    return _read(row["preferences"]) if row else Preferences()


async def change_own(tx: Tx, actor: Actor, name: str, preferences: Preferences) -> None:
    """Change the calling student's name and preferences; those of other programs stay.

    Raises Invalid (`person_name_invalid`), NotAllowed (`students_only`).
    """
    values = {"id": actor.student_id, "name": check_name(name), "preferences": Jsonb(asdict(preferences))}
    if actor.student_id is None or not await tx.execute(_QUERIES["change_own"], values):
        raise NotAllowed("Only students have these settings.", code="students_only")


def _read(stored: Mapping[str, Any]) -> Preferences:
    """Return what is stored, as far as it has our form: students may write anything there."""
    language, theme, speed = (stored.get(name) for name in ("language", "theme", "speed"))
    is_speed = isinstance(speed, int | float) and not isinstance(speed, bool)
    return Preferences(
        language if isinstance(language, str) else None,
        theme if isinstance(theme, str) else None,
        stored.get("captions") is True,
        min(FASTEST, max(SLOWEST, float(speed))) if is_speed and speed is not None else 1.0,
    )
