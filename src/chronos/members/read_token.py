"""Read tokens: ours by our key, those of the configured issuer by its keys."""

from chronos.errors import NotAllowed
from chronos.members.tokens import Holder, Tokens, read_holder
from chronos.model import Actor
from chronos.providers.identity import Issuer, claimed_issuer, verify_token


class TokenReader:
    """Verifies tokens. Keys and algorithms are fixed for each issuer; a token's header never chooses."""

    def __init__(self, own: Tokens, issuer: Issuer | None = None) -> None:
        """`own` verifies by our key (HS256); `issuer` is whose tokens are also accepted (None: no other)."""
        self._own = own
        self._issuer = issuer

    @property
    def issuer_name(self) -> str | None:
        """The issuer whose tokens are also accepted."""
        return self._issuer.name if self._issuer is not None else None

    async def read(self, token: str) -> Holder:
        """Return the holder of `token`. Raises NotAllowed (code `token_…`), ProviderError (`identity_unavailable`)."""
        if self._issuer is None or claimed_issuer(token) != self._issuer.name:
            return self._own.read(token)
        holder = read_holder(await verify_token(token, self._issuer))
        if holder.actor.role != "authenticated":  # the service is known by our own key alone
            raise NotAllowed("The token is not valid. Sign in again.", code="token_invalid")
        return holder

    async def verify(self, token: str) -> Actor:
        """Return the actor of `token`. Raises as `read` does."""
        return (await self.read(token)).actor
