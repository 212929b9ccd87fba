"""What an actor works with: rows under the actor's policies, and the bytes of the object store."""

from dataclasses import dataclass

from chronos.db import Database
from chronos.model import Actor
from chronos.providers.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Access:
    """The database, the object store, and the actor on whose behalf both are used."""

    db: Database
    objects: ObjectStore
    actor: Actor
