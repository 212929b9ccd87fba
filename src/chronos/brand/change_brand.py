"""Change the name and the accent of a school."""

import re
from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.members import Brand, get_brand, refuse_all_but_owner, rename_school
from chronos.model import Actor

_QUERIES = load_queries("chronos.brand")
_FORM = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class BrandChange:
    """Fields to change; None keeps the value, an empty accent goes back to that of Chronos."""

    school: str | None = None
    accent: str | None = None


async def change_brand(tx: Tx, actor: Actor, change: BrandChange) -> Brand:
    """Change the brand of the calling owner's school and return it.

    Raises NotAllowed (`creators_only`, `role_not_allowed`), Invalid (`person_name_invalid`, `setting_invalid`).
    """
    await refuse_all_but_owner(tx)
    if actor.creator_id is None:
        raise owners_only()
    if change.school is not None:
        await rename_school(tx, actor, change.school)
    if change.accent is not None:
        values = {"creator_id": actor.creator_id, "accent": read_accent(change.accent)}
        if not await tx.execute(_QUERIES["change_accent"], values):
            raise owners_only()
    return await get_brand(tx)


def owners_only() -> NotAllowed:
    """Return the error for all who own no school."""
    return NotAllowed("Only an owner changes the brand of a school.", code="creators_only")


def read_accent(text: str) -> str | None:
    """Return a colour as #rrggbb, None for an empty text. Raises Invalid (`setting_invalid`)."""
    clean = text.strip().lower()
    if not clean:
        return None
    found = _FORM.fullmatch(clean)
    if found is None:
        raise Invalid("The accent is a colour such as #1f6f8b: red, green and blue.", code="setting_invalid")
    digits = found[1]
    return f"#{digits if len(digits) > 3 else ''.join(2 * digit for digit in digits)}"
