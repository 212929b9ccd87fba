"""Preview a file: what adding it would do, with nothing stored."""

from dataclasses import dataclass
from pathlib import Path

from chronos.db import load_queries
from chronos.file_work import FILE_WORK
from chronos.storage import Access
from chronos.text import title_of
from chronos.videos.details import Details, check_details
from chronos.videos.intake import inspect_file, require_creator

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that could be added; `transcription_seconds` is 0 with captions, without sound, and for a known file."""

    title: str
    duration_seconds: float
    transcription_seconds: float
    size_bytes: int
    sha256: str
    is_new: bool


async def preview_file(access: Access, path: Path, details: Details) -> Preview:
    """Inspect a file as `add_file` does. Raises Invalid, NotAllowed, OverLimit for one that is too large."""
    creator_id, details = require_creator(access.actor), check_details(details)
    file = await FILE_WORK.run(creator_id, inspect_file, path, is_ours=False, audio_track=details.audio_track)
    async with access.db.acting_as(access.actor) as tx:
        same = await tx.fetch_one(_QUERIES["find_by_content"], {"creator_id": creator_id, "sha256": file.sha256})
    is_heard = file.media.has_audio and details.captions is None and same is None
    length = file.media.duration_seconds
    title = title_of(details.title, details.file_name or path.name)
    return Preview(title, length, length if is_heard else 0.0, file.size_bytes, file.sha256, same is None)
