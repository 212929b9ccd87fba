"""The caller of the storage API: a creator, a student, the service, or anonymous."""

from typing import Annotated

from fastapi import Depends

from chronos.model import ANONYMOUS, Actor
from chronos.web.authenticate import Credentials, Running


async def holder(app: Running, credentials: Credentials) -> Actor:
    """Return the actor of the token; without one the anonymous actor, who reads public addresses and signed links only.

    The service's own token is taken here, as hosted Supabase takes it: it acts as `service_role`, which policies do not
    hold back. Raises NotAllowed (code `token_…`) for an invalid token.
    """
    return await app.token_reader.verify(credentials.credentials) if credentials is not None else ANONYMOUS


Holder = Annotated[Actor, Depends(holder)]
