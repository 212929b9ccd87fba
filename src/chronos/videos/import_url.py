"""Import a video by its address: insert row and job at once; the pipeline's first stage fetches the file."""

from dataclasses import dataclass
from uuid import uuid4

from chronos.db import Database, Tx, load_queries
from chronos.errors import Invalid
from chronos.model import Actor, VideoId
from chronos.text import title_of
from chronos.videos.details import Details, check_captions_encoding, check_details
from chronos.videos.fetch.download import Fetcher
from chronos.videos.intake import require_creator

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Origin:
    """The addresses of a video's file and of its captions, if it has any, and how to read both."""

    url: str
    captions_url: str | None
    captions_encoding: str | None
    audio_track: int | None
    is_titled: bool  # by a person


async def import_video(
    db: Database,
    actor: Actor,
    fetcher: Fetcher,
    url: str,
    *,
    title: str | None = None,
    language: str | None = None,
    captions_url: str | None = None,
    captions_encoding: str | None = None,
    audio_track: int | None = None,
) -> VideoId:
    """Return the new video, which is pending until its file is fetched; without `title` it has the file's name.

    Raises Invalid for an address that cannot be used and as `check_details` does, NotAllowed for all but creators,
    Conflict when too many imports are waiting.
    """
    creator_id = require_creator(actor)
    address = fetcher.check(url)
    captions = fetcher.check(captions_url).whole if captions_url is not None else None
    details = check_details(Details(title, language=language, audio_track=audio_track))
    check_captions_encoding(captions_encoding, has_captions=captions is not None)
    video_id = VideoId(uuid4())
    row = {
        "id": video_id,
        "creator_id": creator_id,
        "title": title_of(details.title, address.file_name),
        "url": address.shown,
        "language": details.language,
    }
    async with db.acting_as(actor) as tx:
        await tx.execute(_QUERIES["insert_coming_video"], row)
        values = {"id": video_id, "url": address.whole, "captions_url": captions}
        values |= {"captions_encoding": captions_encoding or None, "audio_track": audio_track}
        values |= {"is_titled": details.title is not None}
        await tx.fetch_one(_QUERIES["import_video"], values)
    return video_id


async def read_origin(tx: Tx, video_id: VideoId) -> Origin:
    """Return where it is fetched from; for the pipeline. Raises Invalid (`url_invalid`) when that is not known."""
    row = await tx.fetch_one(_QUERIES["get_import"], {"id": video_id})
    if row is None:
        raise Invalid("The address of the file is not known: add the video again.", code="url_invalid")
    return Origin(**row)
