"""Signed links: the holder may do one thing with one object for a time, with the rights of the link's maker."""

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast
from uuid import UUID

import jwt
from pydantic import SecretStr

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor, CreatorId, Role, StudentId
from chronos.storage.names import object_name

Purpose = Literal["download", "upload", "captions"]

ALGORITHM = "HS256"  # pinned: what the token's header says is never believed
MAX_LIFETIME_SECONDS = 10 * 365 * 24 * 3600
UPLOAD_LIFETIME_SECONDS = 2 * 3600  # as hosted Supabase's

_QUERIES = load_queries("chronos.storage")
_KEY_OF_LINKS = b"chronos storage links"
_ROLES = frozenset({"anon", "authenticated", "service_role"})


@dataclass(frozen=True, slots=True)
class Link:
    """A token, and when it expires."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """What a valid token allows: on whose behalf, and whether an upload may replace an object."""

    actor: Actor
    upsert: bool


class Links:
    """Makes and checks links with a key of their own: no link is a token for the API, no token a link."""

    def __init__(self, key: SecretStr) -> None:
        self._key = hmac.digest(key.get_secret_value().encode(), _KEY_OF_LINKS, hashlib.sha256)

    def sign(
        self, purpose: Purpose, actor: Actor, bucket: str, name: str, lifetime_seconds: float, *, upsert: bool = False
    ) -> Link:
        """Return a link for one object; the caller checks that `actor` may do this now. Raises Invalid."""
        if not 1 <= lifetime_seconds <= MAX_LIFETIME_SECONDS:
            raise Invalid(
                "A link is valid for at least one second and at most ten years.", code="link_lifetime_invalid"
            )
        now = int(time.time())
        until = now + int(lifetime_seconds)
        claims: dict[str, Any] = {
            "purpose": purpose,
            "url": object_name(bucket, name),
            "actor": _described(actor),
            "upsert": upsert,
            "iat": now,
            "exp": until,
        }
        return Link(jwt.encode(claims, self._key, algorithm=ALGORITHM), datetime.fromtimestamp(until, UTC))

    def verify(self, purpose: Purpose, token: str, bucket: str, name: str) -> Signed:
        """Return what `token` allows on this object. Raises NotAllowed: `link_expired`, or `link_invalid`."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM], options={"require": ["exp", "iat"]})
        except jwt.ExpiredSignatureError as error:
            raise NotAllowed(
                '"exp" claim timestamp check failed: the link has expired, ask for a new one.', code="link_expired"
            ) from error
        except (jwt.PyJWTError, ValueError) as error:
            raise _unbelievable("signature verification failed: the link was altered, or is not one of ours") from error
        if claims.get("purpose") != purpose:
            raise _unbelievable("signature verification failed: the link is not one for this use")
        if claims.get("url") != object_name(bucket, name):
            raise _unbelievable("signature verification failed: the link is one for another object")
        return Signed(_believed(claims), claims.get("upsert") is True)


async def visible_names(tx: Tx, bucket: str, names: Sequence[str]) -> set[str]:
    """Return those of `names` that the actor sees in the bucket."""
    rows = await tx.fetch(_QUERIES["visible_names"], {"bucket": bucket, "names": list(names)})
    return {row["name"] for row in rows}


def _described(actor: Actor) -> dict[str, str]:
    ids = {"sub": actor.subject, "creator_id": actor.creator_id, "student_id": actor.student_id}
    return {"role": actor.role, **{name: str(value) for name, value in ids.items() if value is not None}}


def _believed(claims: dict[str, Any]) -> Actor:
    try:
        told = claims["actor"]
        if told["role"] not in _ROLES:
            raise ValueError(told["role"])
        ids = {name: UUID(told[name]) for name in ("sub", "creator_id", "student_id") if name in told}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unbelievable("signature verification failed: the link does not say whose it is") from error
    creator, student = ids.get("creator_id"), ids.get("student_id")
    return Actor(
        role=cast("Role", told["role"]),
        subject=ids.get("sub"),
        creator_id=CreatorId(creator) if creator else None,
        student_id=StudentId(student) if student else None,
    )


def _unbelievable(reason: str) -> NotAllowed:
    return NotAllowed(f"{reason}.", code="link_invalid")
