"""The first school: begun in a browser by the holder of a link that the operator's terminal shows."""

from dataclasses import dataclass

from chronos.db import Database, load_queries
from chronos.errors import NotFound
from chronos.members.check_person import check_email, check_name
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in_link import BROWSER

FIRST_LINK_LIFETIME_SECONDS = 60 * 60

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class FirstSchool:
    """A school to begin, and its owner."""

    school: str
    name: str
    email: str


async def make_first_link(db: Database) -> str:
    """Return the secret of a new link that begins the first school, once, as the operator."""
    secret = make_secret()
    values = {"hash": hash_secret(secret), "lifetime_seconds": FIRST_LINK_LIFETIME_SECONDS}
    async with db.as_service("members.make_first_link") as tx:
        await tx.execute(_QUERIES["insert_first_link"], values)
    return secret


async def require_first_link(db: Database, secret: str) -> None:
    """Raise NotFound (`first_link_closed`) unless the link can begin the first school; leave it as it is."""
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["opens_first_school"], {"hash": hash_secret(secret)})
    if row is None or not row["is_good"]:
        raise _closed()


async def begin_first_school(db: Database, secret: str, wanted: FirstSchool, browser: str) -> str:
    """Use the link up and return the secret of the new owner's sign-in.

    Raises Invalid (`person_name_invalid`, `email_invalid`), NotFound (`first_link_closed`), also when a school exists.
    """
    made = make_secret()
    values = {
        "link": hash_secret(secret),
        "hash": hash_secret(made),
        "school": check_name(wanted.school),
        "name": check_name(wanted.name),
        "email": check_email(wanted.email),
        "browser": browser,
    }
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["begin_first_school"], values)
    if row is None or not row["is_done"]:
        raise _closed()
    return made


def _closed() -> NotFound:
    return NotFound(
        "This link was used, has expired, or there is a school already. The operator's terminal shows a new link to "
        "sign in with.",
        code="first_link_closed",
    )
