"""Tokens of embeds: they name one embed and one visitor, for an hour, and open nothing else."""

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import jwt
from pydantic import SecretStr

from chronos.errors import NotAllowed

ALGORITHM = "HS256"  # pinned: what the token's header says is never believed
TOKEN_LIFETIME_SECONDS = 3600
VISIT_LIFETIME_SECONDS = 12 * 3600  # a page renews its token until then

_KEY_OF_EMBEDS = b"chronos embed tokens"
_REQUIRED = ["exp", "embed", "visitor", "ends"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor of one embed. `ends`: seconds since 1970 after which the token is not renewed.

    `expires_at`: that of the token that was read.
    """

    embed_id: UUID
    visitor_id: UUID
    ends: int
    expires_at: datetime = field(default=datetime.max.replace(tzinfo=UTC), compare=False)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token, and when it expires."""

    token: str
    expires_at: datetime


class EmbedTokens:
    """Makes and reads tokens with a key of their own: none is a token for the API, and no token of the API is one."""

    def __init__(self, key: SecretStr) -> None:
        self._key = hmac.digest(key.get_secret_value().encode(), _KEY_OF_EMBEDS, hashlib.sha256)

    def begin(self, embed_id: UUID) -> MadeToken:
        """Return the token of a new visitor."""
        return self._sign(Visit(embed_id, uuid4(), int(time.time()) + VISIT_LIFETIME_SECONDS))

    def renew(self, token: str) -> MadeToken:
        """Return a token for the same visit. Raises NotAllowed as `read` does, also once the visit has ended."""
        visit = self.read(token)
        if visit.ends <= time.time():
            raise _expired()
        return self._sign(visit)

    def read(self, token: str) -> Visit:
        """Return whose token it is. Raises NotAllowed: `embed_token_expired`, `embed_token_invalid`."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM], options={"require": _REQUIRED})
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            return Visit(UUID(claims["embed"]), UUID(claims["visitor"]), int(claims["ends"]), expires_at)
        except jwt.ExpiredSignatureError as error:
            raise _expired() from error
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise NotAllowed(
                "The token of this embed is not valid. Load the page again.", code="embed_token_invalid"
            ) from error

    def _sign(self, visit: Visit) -> MadeToken:
        # Never longer than the visit, so that a token that leaked is of no use the next day.
        until = min(int(time.time()) + TOKEN_LIFETIME_SECONDS, visit.ends)
        claims = {"embed": str(visit.embed_id), "visitor": str(visit.visitor_id), "ends": visit.ends, "exp": until}
        return MadeToken(jwt.encode(claims, self._key, algorithm=ALGORITHM), datetime.fromtimestamp(until, UTC))


def _expired() -> NotAllowed:
    return NotAllowed("The visit has ended. Load the page again.", code="embed_token_expired")
