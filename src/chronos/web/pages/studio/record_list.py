"""The audit log of a school, for its owners: who did what to whom, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import members
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.studio.people_list import ROLES
from chronos.web.pages.studio.settings_show import SETTINGS
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template
from chronos.web.words import translatable

RECORDS = f"{SETTINGS}/records"
PAGE = 50
KINDS = {
    "": translatable("Everything"),
    "sign_in": translatable("Sign-ins"),
    "staff": translatable("Staff"),
    "student": translatable("Students"),
    "conversation": translatable("Conversations"),
    "token": translatable("Tokens"),
}
ACTIONS = {
    "brand.changed": translatable("changed the name, logo or colour of the school"),
    "command.run": translatable("ran a command of the server"),
    "conversation.read": translatable("read a conversation"),
    "creator.exported": translatable("exported the school"),
    "creator.imported": translatable("imported the school"),
    "sign_in.begun": translatable("signed in"),
    "sign_in.ended": translatable("ended a sign-in"),
    "sign_in_link.made": translatable("made a link to sign in"),
    "staff.added": translatable("added a person to the staff"),
    "staff.changed": translatable("changed a person of the staff"),
    "staff.removed": translatable("removed a person from the staff"),
    "student.erased": translatable("erased a student"),
    "student.exported": translatable("exported the data of a student"),
    "token.minted": translatable("made a token"),
}
ACTORS: dict[str, str] = {
    **{str(role): word for role, word in ROLES.items()},
    "student": translatable("Student"),
    "operator": translatable("Operator of the server"),
    "unknown": translatable("Unknown"),
}

router = APIRouter(prefix="/settings/records")


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record in words of `ACTORS` and `ACTIONS`. People who are gone have no name; an actor is not named twice."""

    happened_at: datetime
    actor: str
    actor_name: str | None
    action: str
    target_name: str | None


@router.get("")
async def show_records(
    request: Request,
    app: Running,
    actor: Browser,
    kind: str = "",
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """List records. Raises NotAllowed for all but owners."""
    chosen = kind if kind in KINDS else ""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        await members.refuse_all_but_owner(tx)
        wanted = members.RecordFilter(actor.creator_id, None, chosen or None, cursor, PAGE)
        found = await members.list_records(tx, wanted)
        ids = {each for record in found for each in (record.actor_id, record.target_id) if each is not None}
        names = await members.name_people(tx, ids)
    older = {"kind": chosen, "cursor": found[-1].id} if len(found) == PAGE else None
    values = {
        "person": person,
        "records": [view_record(record, names) for record in found],
        "kinds": KINDS,
        "chosen": chosen,
        "older": f"{RECORDS}?{urlencode({name: value for name, value in older.items() if value})}" if older else None,
    }
    return render_template(request, "studio_records.html", values)


def view_record(record: members.Record, names: Mapping[UUID, str]) -> RecordView:
    """Return the record in words; an action without words is shown by its name."""
    return RecordView(
        record.happened_at,
        ACTORS.get(record.actor_kind, ACTORS["unknown"]),
        names.get(record.actor_id) if record.actor_id is not None else None,
        ACTIONS.get(record.action, record.action),
        names.get(record.target_id) if record.target_id not in (None, record.actor_id) else None,
    )
