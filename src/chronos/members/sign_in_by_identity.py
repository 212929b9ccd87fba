"""Sign in by an identity that an OpenID provider proved, whose answer ends an attempt that this browser began."""

from chronos.db import Database, load_queries
from chronos.errors import NotAllowed, OverLimit
from chronos.members.check_person import check_email
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in_link import BROWSER
from chronos.providers.identity import Attempt, ProvenPerson

_QUERIES = load_queries("chronos.members")


async def begin_attempt(db: Database, provider: str, browser_secret: str, page: str, network: str) -> Attempt:
    """Return a new attempt of the browser with this secret, which leads to `page`.

    Raises OverLimit (`rate_limited`) for a network that began too many.
    """
    attempt = Attempt(make_secret(), browser_secret)
    values = {
        "state": hash_secret(attempt.state),
        "browser": hash_secret(browser_secret),
        "provider": provider,
        "page": page,
        "network": network,
    }
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["begin_sign_in_attempt"], values)
    if row is not None and row["wait_seconds"] is not None:
        raise OverLimit(
            "Too many sign-ins were begun. Try again in a minute.",
            code="rate_limited",
            retry_after_seconds=row["wait_seconds"],
        )
    return attempt


async def take_attempt(db: Database, provider: str, browser_secret: str, state: str) -> tuple[Attempt, str]:
    """Use up the attempt that the provider's answer names; return it with its page.

    Raises NotAllowed (`sign_in_failed`) for one that this browser did not begin with this provider, or that is over.
    """
    values = {"state": hash_secret(state), "browser": hash_secret(browser_secret), "provider": provider}
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["take_sign_in_attempt"], values)
    if row is None or row["page"] is None:
        raise NotAllowed("This sign-in is over. Start again from the sign-in page.", code="sign_in_failed")
    return Attempt(state, browser_secret), row["page"]


async def sign_in_by_identity(db: Database, proven: ProvenPerson, browser: str) -> str:
    """Return the secret of a new sign-in of the person who has this identity.

    It adds no member: raises NotAllowed (`identity_unknown`) for an account that no member has.
    """
    secret = make_secret()
    values = {
        "hash": hash_secret(secret),
        "browser": browser,
        "email": check_email(proven.email),
        "issuer": proven.issuer,
        "subject": proven.subject,
    }
    async with db.as_service("members.sign_in_by_identity") as tx:  # the provider has just proved who they are
        row = await tx.fetch_one(_QUERIES["sign_in_by_identity"], values)
    if row is None or not row["is_done"]:
        raise NotAllowed(
            "This account does not belong to a member of a school here. Ask the person who invited you which e-mail "
            "address they know you by.",
            code="identity_unknown",
        )
    return secret
