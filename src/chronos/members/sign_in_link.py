"""Sign-in links: made by the operator, shown before they are used, each good for one sign-in."""

from dataclasses import dataclass

from chronos.db import Database, load_queries
from chronos.errors import Invalid, NotFound
from chronos.members.brand import Brand
from chronos.members.find_person import Person
from chronos.members.secret import hash_secret, make_secret
from chronos.model import Actor

LINK_LIFETIME_SECONDS = 15 * 60
INVITATION_LIFETIME_SECONDS = 7 * 24 * 3600  # for a person who reads it later; the table allows no more

_QUERIES = load_queries("chronos.members")
BROWSER = Actor("chronos_public")  # whose person is not known yet; it reaches the row whose secret it has


@dataclass(frozen=True, slots=True)
class Invited:
    """The person whom a link signs in, and the school."""

    name: str
    brand: Brand

    @property
    def school(self) -> str:
        """The name of the school."""
        return self.brand.school


async def make_sign_in_link(
    db: Database, person: Person, lifetime_seconds: float = LINK_LIFETIME_SECONDS, *, mailed_to: str | None = None
) -> str:
    """Return the secret of a new link that signs `person` in once, as the operator. Raises Invalid.

    `mailed_to` is the address to which only Chronos sends it: its user has proved to read there.
    """
    if not 1 <= lifetime_seconds <= INVITATION_LIFETIME_SECONDS:
        raise Invalid("A sign-in link is valid for at most 7 days.", code="link_lifetime_invalid")
    secret = make_secret()
    values = {
        "hash": hash_secret(secret),
        "staff_id": None if person.kind == "student" else person.actor.subject,
        "student_id": person.actor.student_id,
        "mailed_to": mailed_to,
        "lifetime_seconds": lifetime_seconds,
    }
    async with db.as_service("members.make_sign_in_link") as tx:
        await tx.execute(_QUERIES["insert_sign_in_link"], values)
    return secret


async def show_sign_in_link(db: Database, secret: str) -> Invited:
    """Return whom the link signs in, and leave it as it is. Raises NotFound (`sign_in_link_expired`)."""
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["show_sign_in_link"], {"hash": hash_secret(secret)})
    if row is None or row["name"] is None:
        raise _expired()
    return Invited(row["name"], Brand(row["school"], row["logo"], row["accent"]))


async def sign_in_by_link(db: Database, secret: str, browser: str) -> str:
    """Use the link up and return the secret of a new sign-in. Raises NotFound (`sign_in_link_expired`)."""
    made = make_secret()
    values = {"link_hash": hash_secret(secret), "hash": hash_secret(made), "browser": browser}
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["sign_in_by_link"], values)
    if row is None or not row["is_done"]:
        raise _expired()
    return made


def _expired() -> NotFound:
    return NotFound(
        "This sign-in link has expired or was used already. Ask the person who invited you for a new one.",
        code="sign_in_link_expired",
    )
