"""Join a school by an invitation that is good for many: by an address, by a name, or as who is signed in."""

from dataclasses import dataclass

from chronos.db import Database, load_queries
from chronos.errors import NotFound
from chronos.members.brand import Brand
from chronos.members.check_person import check_email, check_name
from chronos.members.invite_links import InviteState
from chronos.members.mail_link import refuse_too_many
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in_link import BROWSER
from chronos.model import StudentId
from chronos.providers.mail import Message

_QUERIES = load_queries("chronos.members")
_ASK = "Ask the person who invited you for a new one."
_REASONS = {
    "expired": f"This invitation has expired. {_ASK}",
    "used_up": f"This invitation has no place left. {_ASK}",
    "revoked": f"This invitation was withdrawn. {_ASK}",
    "good": "This invitation does not let you in: your access to the school has ended. Ask the person who invited you.",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """The school to which a link invites, and the course that it gives; None: the library and every course."""

    brand: Brand
    course: str | None

    @property
    def school(self) -> str:
        """The name of the school."""
        return self.brand.school


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to join. `network`: that of the client, by which requests are counted."""

    name: str
    network: str
    email: str = ""


async def show_invite_link(db: Database, secret: str) -> Invitation:
    """Return what the link invites to, and leave it as it is. Raises NotFound (`invite_link_closed`)."""
    brand, course, state = await _look(db, secret)
    # A link without a place left still lets in whom it added.
    if brand is None or state in ("expired", "revoked"):
        raise _closed(state)
    return Invitation(brand, course)


async def ask_to_join(db: Database, secret: str, applicant: Applicant, site: str) -> Message:
    """Return the message that lets its reader join: its link makes them a student, and signs them in, once.

    It is the same for members and strangers. `site` is where links begin. Raises Invalid (`person_name_invalid`,
    `email_invalid`), NotFound (`invite_link_closed`), OverLimit (`rate_limited`) by address and by network.
    """
    made = make_secret()
    name, email = check_name(applicant.name), check_email(applicant.email) or ""
    values = {"link": hash_secret(secret), "hash": hash_secret(made), "name": name, "email": email}
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["ask_to_join"], values | {"network": applicant.network})
    if row is None or row["school"] is None:
        raise _closed((await _look(db, secret))[2])
    refuse_too_many(row["wait_seconds"])
    text = (
        f"Hello {name},\n\nopen this link to join the school of {row['school']}:\n\n{site}/sign-in/{made}\n\n"
        "It works once, within a day. You did not ask for it? Ignore this message.\n"
    )
    return Message(email, f"Join {row['school']}", text)


async def join_by_name(db: Database, secret: str, applicant: Applicant, browser: str) -> str:
    """Add a student without an address and return the secret of a new sign-in, where no e-mail is sent.

    An address would stay unproved: its reader could not tell who acts in their name. Raises as `ask_to_join`,
    OverLimit when the plan of the school has no room.
    """
    made = make_secret()
    name = check_name(applicant.name)
    values = {"link": hash_secret(secret), "hash": hash_secret(made), "name": name, "browser": browser}
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["join_by_name"], values | {"network": applicant.network})
    refuse_too_many(row["wait_seconds"] if row else None)
    if row is None or not row["is_done"]:
        raise _closed((await _look(db, secret))[2])
    return made


async def join_signed_in(db: Database, secret: str, signed_in: str) -> StudentId:
    """Make whom the secret `signed_in` keeps signed in a student, and let that browser act as it; return its id.

    Raises NotFound (`invite_link_closed`), also for a sign-in that proved no address and is not of this school.
    """
    values = {"link": hash_secret(secret), "hash": hash_secret(signed_in)}
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["join_signed_in"], values)
        if row is not None and row["student_id"] is not None:
            await tx.fetch_one(_QUERIES["switch_school"], {"hash": values["hash"], "person": row["student_id"]})
            return StudentId(row["student_id"])
    raise _closed((await _look(db, secret))[2])


async def _look(db: Database, secret: str) -> tuple[Brand | None, str | None, InviteState | None]:
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["show_invite_link"], {"hash": hash_secret(secret)})
    if row is None or row["school"] is None:
        return None, None, None
    return Brand(row["school"], row["logo"], row["accent"]), row["course"], row["state"]


def _closed(state: InviteState | None) -> NotFound:
    unknown = "There is no such invitation. Open the whole link that you received, or ask for a new one."
    return NotFound(_REASONS.get(state or "", unknown), code="invite_link_closed")
