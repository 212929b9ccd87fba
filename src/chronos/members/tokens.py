"""Mint and verify JSON Web Tokens with the claims of Supabase Auth."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
from pydantic import SecretStr

from chronos.errors import NotAllowed
from chronos.model import Actor, CreatorId, StudentId

ALGORITHM = "HS256"  # pinned: the token's header never chooses
AUDIENCE = "authenticated"
ISSUER = "chronos"
DEFAULT_LIFETIME_SECONDS = 7 * 24 * 3600
LEEWAY_SECONDS = 30  # clocks differ
_LATEST_SECONDS = datetime(9999, 1, 1, tzinfo=UTC).timestamp()  # of what `datetime` can hold

_SIGN_IN_AGAIN = "Sign in again, or make a new token with `chronos token`."


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a token, and until when."""

    actor: Actor
    expires_at: datetime


class Tokens:
    """Mints and verifies tokens with one key."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def mint(self, actor: Actor, lifetime_seconds: float = DEFAULT_LIFETIME_SECONDS) -> str:
        """Return a signed token for `actor` that expires in `lifetime_seconds`."""
        now = int(time.time())
        claims = {
            **actor.claims,
            "aud": AUDIENCE,
            "iss": ISSUER,
            "iat": now,
            "exp": now + int(lifetime_seconds),
        }
        return jwt.encode(claims, self._key.get_secret_value(), algorithm=ALGORITHM)

    def verify(self, token: str) -> Actor:
        """Return the actor of `token`. Raises NotAllowed (code `token_…`) when it is invalid or expired."""
        return self.read(token).actor

    def read(self, token: str) -> Holder:
        """Return the holder of `token`. Raises as `verify` does."""
        try:
            claims = jwt.decode(
                token,
                self._key.get_secret_value(),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise NotAllowed(f"The token has expired. {_SIGN_IN_AGAIN}", code="token_expired") from error
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise NotAllowed(f"The token is not valid. {_SIGN_IN_AGAIN}", code="token_invalid") from error
        return read_holder(claims)


def read_holder(claims: Mapping[str, Any]) -> Holder:
    """Return whom verified claims name. Raises NotAllowed (`token_invalid`)."""
    return Holder(_actor(claims), _time(int(claims["exp"])))


def _time(seconds: int) -> datetime:
    """Return this moment; PyJWT has checked that it is a number that is not past."""
    return datetime.fromtimestamp(min(seconds, _LATEST_SECONDS), UTC)


def _actor(claims: Mapping[str, Any]) -> Actor:
    """Read `role`, `sub` and `app_metadata`, and trust no other claim."""
    try:
        role = claims.get("role")
        if role not in ("authenticated", "service_role"):
            raise ValueError("role")
        ids = claims.get("app_metadata") or {}
        creator, student = ids.get("creator_id"), ids.get("student_id")
        return Actor(
            role=role,
            subject=UUID(claims["sub"]) if "sub" in claims else None,
            creator_id=CreatorId(UUID(creator)) if creator else None,
            student_id=StudentId(UUID(student)) if student else None,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise NotAllowed(f"The token is not valid. {_SIGN_IN_AGAIN}", code="token_invalid") from error
