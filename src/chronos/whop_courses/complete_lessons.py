"""Complete lessons: mark on Whop what a student completed here, with the student's own token."""

from chronos.db import Database, load_queries
from chronos.errors import NotFound, ProviderError
from chronos.whop import WhopClient

_QUERIES = load_queries("chronos.whop_courses")


async def complete_lessons(db: Database, client: WhopClient, user_id: str, user_token: str) -> int:
    """Mark the waiting completions of the token's user, who is `user_id`; return how many.

    Whop marks for the user of a token alone, so a completion waits until its student comes with one. Safe to repeat.
    One that Whop refuses keeps waiting, and holds no other up. Raises ProviderError while Whop is away.
    """
    async with db.as_service("whop_courses.complete") as tx:
        waiting = await tx.fetch(_QUERIES["list_waiting_completions"], {"user_id": user_id})
    marked = 0
    for row in waiting:
        try:
            await client.mark_completed(row["lesson_id"], user_token)
        except NotFound:
            pass  # Whop has no such lesson any more: nothing to mark
        except ProviderError as error:
            if error.code != "whop_refused":
                raise
            continue
        async with db.as_service("whop_courses.complete") as tx:
            marked += await tx.execute(_QUERIES["mark_completion"], row)
    return marked
