"""Change a video: title, description, publication."""

from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed
from chronos.model import Actor, VideoId
from chronos.text import clean_title
from chronos.videos.library import Video, get_video, no_such_video

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Change:
    """Fields to change; None keeps the value, an empty description clears it."""

    title: str | None = None
    description: str | None = None
    is_published: bool | None = None
    is_in_library: bool | None = None


async def change_video(tx: Tx, actor: Actor, video_id: VideoId, change: Change) -> Video:
    """Return the changed video. Search knows a new title within the hour.

    Raises Invalid (`title_empty`), NotAllowed (`creators_only`), NotFound (`video_not_found`).
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can change videos.", code="creators_only")
    title = clean_title(change.title) if change.title is not None else None
    values = {
        "id": video_id,
        "description": change.description,
        "is_published": change.is_published,
        "is_in_library": change.is_in_library,
    }
    if not await tx.execute(_QUERIES["change_video"], values):
        raise no_such_video(video_id)
    if title is not None:  # on its own: a statement that writes it marks the title as given by a person
        await tx.execute(_QUERIES["change_title"], {"id": video_id, "title": title})
    return await get_video(tx, video_id)
