"""Mail sign-in links: to a person who asks for one, and as an invitation."""

import asyncio
import logging
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.errors import Invalid, NotFound, OverLimit, ProviderError
from chronos.members.check_person import check_email
from chronos.members.find_person import Person
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in_link import BROWSER, INVITATION_LIFETIME_SECONDS, make_sign_in_link
from chronos.model import Actor
from chronos.providers.mail import Mailer, Message

TRIES_AFTER_SECONDS = (0.0, 5.0, 60.0)  # of a mail server that is away

_QUERIES = load_queries("chronos.members")
_log = logging.getLogger(__name__)


async def count_mail_request(db: Database, address: str, network: str) -> str:
    """Count a request for a link and return its address, without a look at whose it is.

    Raises Invalid (`email_invalid`), OverLimit (`rate_limited`) by address and by `network`, that of the client.
    """
    clean = check_email(address) or ""
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["may_ask_for_mail"], {"address": clean, "network": network})
    refuse_too_many(row["wait_seconds"] if row else None)
    return clean


async def mail_sign_in_link(db: Database, mailer: Mailer, address: str, site: str, query: str = "") -> None:
    """Mail a link to the person of this address, who reads there; nothing happens when no member has it.

    Runs after the request was answered, so that neither its answer nor its time tells who is a member. `site` is where
    links begin; `query` is added to the link.
    """
    async with db.as_service("members.mail_sign_in_link") as tx:
        found = await tx.fetch_one(_QUERIES["find_mailed_person"], {"address": address})
    if found is None:
        return
    to = found["email"]
    person = Person("creator" if found["is_staff"] else "student", found["person_id"], found["name"])
    secret = await make_sign_in_link(db, person, mailed_to=to)
    text = (
        f"Hello {found['name']},\n\nopen this link to sign in to the school of {found['school']}:\n\n"
        f"{site}/sign-in/{secret}{query}\n\n"
        "It works once, within 15 minutes. You did not ask for it? Ignore this message.\n"
    )
    await send_patiently(mailer, Message(to, f"Sign in to {found['school']}", text))


async def send_patiently(mailer: Mailer, message: Message) -> None:
    """Send it, again when the mail server is away for a minute; what fails is logged, as no caller waits for it."""
    for pause in TRIES_AFTER_SECONDS:
        await asyncio.sleep(pause)
        try:
            await mailer.send(message)
        except ProviderError as error:
            _log.warning("A sign-in link was not mailed: %s", error)
            if not error.retryable:
                return
        else:
            return


async def mail_invitation(db: Database, mailer: Mailer, person: Person, site: str) -> str:
    """Mail an invitation to `person`, as the operator; return the address.

    Raises Invalid (`email_missing`), ProviderError (`mail_…`).
    """
    async with db.as_service("members.mail_invitation") as tx:
        found = await tx.fetch_one(_QUERIES["address_of"], {"person": person.actor.subject})
    if found is None or found["email"] is None:
        raise _no_address(person.name)
    secret = await make_sign_in_link(db, person, INVITATION_LIFETIME_SECONDS, mailed_to=found["email"])
    await mailer.send(_invitation(found["email"], found["name"], found["school"], f"{site}/sign-in/{secret}"))
    return str(found["email"])


async def invite(db: Database, mailer: Mailer, actor: Actor, person: UUID, site: str) -> str:
    """Mail an invitation to a member of the actor's staff, or a student; return the address.

    Raises NotFound (`person_not_found`), Invalid (`email_missing`), OverLimit, ProviderError (`mail_…`).
    """
    secret = make_secret()
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one(_QUERIES["make_invitation"], {"hash": hash_secret(secret), "person": person})
    if row is None or row["name"] is None:
        raise NotFound("There is no such person whom you may invite.", code="person_not_found")
    if row["email"] is None:
        raise _no_address(row["name"])
    refuse_too_many(row["wait_seconds"])
    await mailer.send(_invitation(row["email"], row["name"], row["school"], f"{site}/sign-in/{secret}"))
    return str(row["email"])


def _invitation(to: str, name: str, school: str, link: str) -> Message:
    text = (
        f"Hello {name},\n\nyou are invited to the school of {school}. Open this link to sign in:\n\n{link}\n\n"
        "It works once, within 7 days. After that, sign in with this e-mail address.\n"
    )
    return Message(to, f"Your invitation to {school}", text)


def refuse_too_many(wait_seconds: float | None) -> None:
    """Raise OverLimit (`rate_limited`) when there are seconds to wait."""
    if wait_seconds is not None:
        raise OverLimit(
            "Too many e-mails were asked for. Try again in a few minutes.",
            code="rate_limited",
            retry_after_seconds=wait_seconds,
        )


def _no_address(name: str) -> Invalid:
    return Invalid(f"{name} has no e-mail address: add one, or pass on a link.", code="email_missing")
