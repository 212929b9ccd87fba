"""Who asks for an object: a creator, a student, the service, or nobody."""

from typing import Annotated

from fastapi import Depends

from chronos.model import ANONYMOUS, Actor
from chronos.web.authenticate import Credentials, Running


async def holder(app: Running, credentials: Credentials) -> Actor:
    """Who sent the token; without one it is nobody, who may only read public addresses and signed links.

    The service's own token is taken here, as hosted Supabase takes it: it acts as `service_role`, which policies do not
    hold back. Raises NotAllowed (code `token_…`) for a token that cannot be believed.
    """
    return app.tokens.verify(credentials.credentials) if credentials is not None else ANONYMOUS


Holder = Annotated[Actor, Depends(holder)]
