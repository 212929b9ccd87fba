"""The signed-in person as pages show them."""

from dataclasses import dataclass

from chronos.db import Tx
from chronos.errors import NotAllowed
from chronos.members import Brand, is_demo, whoami
from chronos.model import Actor, StudentId
from chronos.web.brand_view import NO_BRAND, BrandView, view_brand


@dataclass(frozen=True, slots=True)
class PersonView:
    """The signed-in person; `may_edit`: the library, as an owner or editor. `school`: its name.

    `brand`: its logo and colours. `in_demo`: of the staff of a school whose people and numbers are made up.
    """

    name: str
    school: str
    is_staff: bool
    may_edit: bool
    student_id: StudentId | None
    is_owner: bool = False
    in_demo: bool = False
    brand: BrandView = NO_BRAND


async def view_person(tx: Tx, actor: Actor) -> PersonView:
    """Return the person behind `actor`. Raises NotAllowed when their membership has ended."""
    me = await whoami(tx, actor)
    if me is None:
        raise NotAllowed(
            "Your access has ended or is paused. Ask the person who invited you, then sign in with a new link.",
            code="membership_ended",
        )
    return PersonView(
        me.name,
        me.school,
        me.role is not None,
        me.role in ("owner", "editor"),
        actor.student_id,
        me.role == "owner",
        in_demo=actor.creator_id is not None and is_demo(actor.creator_id),
        brand=view_brand(Brand(me.school, me.logo, me.accent)),
    )
