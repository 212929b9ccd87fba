"""Add a video by its address: the row and the job at once; the pipeline's first stage fetches the file."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from chronos.db import Database, Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor, VideoId
from chronos.videos.fetch.download import Fetcher
from chronos.videos.intake import Added, clean_title

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a video's file, and its captions if it has any, are fetched from."""

    url: str
    captions_url: str | None


async def import_video(
    db: Database,
    actor: Actor,
    fetcher: Fetcher,
    url: str,
    *,
    title: str | None = None,
    language: str | None = None,
    captions_url: str | None = None,
) -> VideoId:
    """The new video, which is pending until its file is here; without `title` it is called as the file is.

    Raises Invalid for an address that is not one of the public web, NotAllowed for anybody but a creator, Conflict
    when as many as may be are waiting to be fetched.
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    address = fetcher.check(url)
    captions = fetcher.check(captions_url).whole if captions_url is not None else None
    video_id = VideoId(uuid4())
    row = {
        "id": video_id,
        "creator_id": actor.creator_id,
        "title": clean_title(title or Path(address.file_name).stem.replace("_", " ")),
        "url": address.shown,
        "language": language,
    }
    async with db.acting_as(actor) as tx:
        await tx.execute(_QUERIES["insert_coming_video"], row)
        await tx.fetch_one(_QUERIES["import_video"], {"id": video_id, "url": address.whole, "captions_url": captions})
    return video_id


async def read_source(tx: Tx, video_id: VideoId) -> Source:
    """Where it comes from; for the pipeline. Raises Invalid (`url_invalid`) when nobody said it."""
    row = await tx.fetch_one(_QUERIES["get_import"], {"id": video_id})
    if row is None:
        raise Invalid("It is not known where the file is to be fetched from: add the video again.", code="url_invalid")
    return Source(row["url"], row["captions_url"])


async def find_same(tx: Tx, actor: Actor, sha256: str) -> Added | None:
    """The creator's video with the same bytes, if there is one."""
    row = await tx.fetch_one(_QUERIES["find_by_content"], {"creator_id": actor.creator_id, "sha256": sha256})
    return Added(VideoId(row["id"]), False, row["title"]) if row is not None else None
