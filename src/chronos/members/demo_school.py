"""Demo schools: their ids begin alike, so that what is made up is never taken for what a person made."""

from uuid import UUID, uuid4

DEMO_PREFIX = "5eed0000-0000-4000-8000-"  # the start of every id of supabase/seed.sql, too


def is_demo(identity: UUID) -> bool:
    """Return whether the id is that of a demo school, or of a row of `supabase/seed.sql`."""
    return str(identity).startswith(DEMO_PREFIX)


def new_demo_id() -> UUID:
    """Return an id for a new demo school."""
    return UUID(DEMO_PREFIX + uuid4().hex[-12:])
