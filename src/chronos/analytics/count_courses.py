"""Count courses: how many students began and completed them, whenever that may have changed."""

from chronos.db import Database, load_queries
from chronos.model import CreatorId

_QUERIES = load_queries("chronos.analytics", "rollup.sql")


async def count_changed_courses(db: Database) -> int:
    """Periodic job. Count the courses of which something changed, each in a short transaction; return how many.

    The notes of changes are deleted when all of them are counted: after a crash the next run counts them again.
    """
    async with db.as_service("analytics.count_courses") as tx:
        # First the notes: what they tell of is then seen by every count.
        notes = [row["id"] for row in await tx.fetch(_QUERIES["course_changes"])]
        courses = await tx.fetch(_QUERIES["changed_courses"], {"notes": notes})
    for course in courses:
        async with db.as_service("analytics.count_courses") as tx:
            await tx.execute(_QUERIES["roll_up_course"], course)
    if notes:
        async with db.as_service("analytics.count_courses") as tx:
            await tx.execute(_QUERIES["forget_course_changes"], {"notes": notes})
    return len(courses)


async def count_all_courses(db: Database, creator_id: CreatorId | None = None) -> None:
    """Count all courses, as the operator, of one creator or of all."""
    async with db.as_service("analytics.recompute_courses") as tx:
        courses = await tx.fetch(_QUERIES["all_courses"], {"creator_id": creator_id})
    for course in courses:
        async with db.as_service("analytics.recompute_courses") as tx:
            await tx.execute(_QUERIES["roll_up_course"], course)
