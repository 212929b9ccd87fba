"""Verify tokens of another issuer: its name, audience, algorithms and keys are configured, never read from a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from chronos.errors import NotAllowed
from chronos.providers.identity.key_set import MAX_KID_CHARACTERS, KeySet

LEEWAY_SECONDS = 30  # clocks differ
MAX_CHARACTERS = 16 * 1024
REQUIRED = ("exp", "aud", "iss", "sub")

_SIGN_IN_AGAIN = "Sign in again."


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are believed: `name` is their `iss`, `audience` their `aud`."""

    name: str
    audience: str
    keys: KeySet


async def verify_token(token: str, issuer: Issuer) -> Mapping[str, Any]:
    """Return the claims of a token that `issuer` signed for its audience and that is valid now.

    Raises NotAllowed (`token_expired`, `token_invalid`), and ProviderError when the issuer's keys cannot be had.
    """
    kid = _header(token).get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID_CHARACTERS:
        raise _invalid()
    key = await issuer.keys.find(kid)
    if key is None:
        raise _invalid()
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[key.algorithm],  # that of the key; the header only has to agree
            audience=issuer.audience,
            issuer=issuer.name,
            leeway=LEEWAY_SECONDS,
            options={"require": [*REQUIRED]},
        )
    except jwt.ExpiredSignatureError as error:
        raise NotAllowed(f"The token has expired. {_SIGN_IN_AGAIN}", code="token_expired") from error
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _invalid() from error
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise _invalid()
    return claims


def claimed_issuer(token: str) -> str | None:
    """Return who the token says made it, which is not believed: it chooses only the check that must succeed."""
    if len(token) > MAX_CHARACTERS:
        return None
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        return None
    name = claims.get("iss")
    return name if isinstance(name, str) else None


def _header(token: str) -> Mapping[str, Any]:
    if len(token) > MAX_CHARACTERS:
        raise _invalid()
    try:
        header: Mapping[str, Any] = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _invalid() from error
    return header


def _invalid() -> NotAllowed:
    return NotAllowed(f"The token is not valid. {_SIGN_IN_AGAIN}", code="token_invalid")
