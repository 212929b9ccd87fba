"""Import turn: an import gives its place back when others wait for it, or when its server is too slow."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from chronos.db import Database
from chronos.errors import Invalid, ProviderError
from chronos.pipeline.place import GaveBack, Place
from chronos.pipeline.steps import QUERIES, VideoRow, hold

LOOK_SECONDS = 2.0  # between two looks at who waits
FIRST_PAUSE_SECONDS = 60.0  # before a slow server is tried again; then as long as it has been slow so far
LONGEST_PAUSE_SECONDS = 3600.0
SLOW_SECONDS = 24 * 3600.0  # after which a server that is still slow is given up
SLOW = "The server is slow: "  # how the warning begins, which is replaced each time

Result = TypeVar("Result")


async def in_turn(db: Database, video: VideoRow, place: Place | None, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work`, a download that can be broken off and resumed.

    Raises GaveBack when the place is wanted by others, or the server is too slow; Invalid when it has been for a day.
    """
    working = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({working}, timeout=LOOK_SECONDS))[0]:
            if place is not None and await place.is_wanted(video.id):
                raise GaveBack
        result = working.result()
    except ProviderError as error:
        if error.code != "fetch_slow":
            raise
        raise GaveBack(await _postpone(db, video, str(error))) from error
    finally:
        if not working.done():
            working.cancel()
            await asyncio.wait({working})  # it keeps the bytes that it has
    await _warn(db, video, [])
    return result


async def _postpone(db: Database, video: VideoRow, reason: str) -> float:
    """Say on the video when it is tried again; return the seconds until then."""
    async with db.as_service("pipeline.import_turn") as tx:
        row = await tx.fetch_one(QUERIES["note_slow"], {"id": video.id})
    slow_seconds = float(row["slow_seconds"]) if row else 0.0
    if slow_seconds > SLOW_SECONDS:
        raise Invalid(
            f"{reason.rstrip('.')}, for a day now. Find a faster server, or upload the file.", code="fetch_refused"
        )
    pause = min(max(slow_seconds, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
    again = datetime.now(UTC) + timedelta(seconds=pause)
    await _warn(db, video, [f"{SLOW}{reason.rstrip('.')}. Tried again at {again:%H:%M} UTC."])
    return pause


async def _warn(db: Database, video: VideoRow, warnings: list[str]) -> None:
    async with db.as_service("pipeline.import_turn") as tx:
        await hold(tx, video.id)
        await tx.execute(QUERIES["warn_of_slowness"], {"id": video.id, "prefix": SLOW, "warnings": warnings})
