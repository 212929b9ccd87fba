"""What other sites may show of the schools of the small world."""

from collections.abc import Mapping
from uuid import UUID

from chronos.db import Tx

EMBEDS: Mapping[str, UUID] = {"shown": UUID(int=81), "adas_course": UUID(int=82), "bobs": UUID(int=83)}


async def some_embeds(
    tx: Tx, creators: Mapping[str, UUID], videos: Mapping[str, UUID], courses: Mapping[str, UUID]
) -> None:
    """Ada's video and course `shown`, and Bob's video, each on a site of its school."""
    rows = {
        "shown": ("ada", videos["shown"], None),
        "adas_course": ("ada", None, courses["shown"]),
        "bobs": ("bob", videos["bobs"], None),
    }
    for name, (owner, video, course) in rows.items():
        await tx.execute(
            "insert into embeds (id, creator_id, video_id, course_id) "
            "values (%(id)s, %(creator)s, %(video)s, %(course)s)",
            {"id": EMBEDS[name], "creator": creators[owner], "video": video, "course": course},
        )
    for owner in ("ada", "bob"):
        await tx.execute(
            "insert into embed_sites (creator_id, origin) values (%(creator)s, 'https://example.com')",
            {"creator": creators[owner]},
        )
