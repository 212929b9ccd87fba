"""Import: fetch a file from its address into the library. The first stage of videos that were not uploaded."""

import asyncio
import io
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.errors import ChronosError, Conflict, Invalid, OverLimit, ProviderError
from chronos.file_work import FILE_WORK
from chronos.jobs import note_work
from chronos.members import resolve_actor
from chronos.model import VideoId
from chronos.pipeline.import_turn import in_turn
from chronos.pipeline.place import Place
from chronos.pipeline.steps import QUERIES, Removed, VideoRow, begin, finish, hold, set_progress
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import sniff
from chronos.storage import Access, Room, admit_object, get_allowance
from chronos.text import title_of
from chronos.videos import (
    MAX_CAPTIONS_BYTES,
    MAX_FILE_BYTES,
    Captions,
    Entry,
    Fetcher,
    MediaFile,
    OnProgress,
    Origin,
    Wanted,
    bring_in,
    drop_files,
    inspect_file,
    read_captions,
    read_origin,
    settle_file,
)

_WHY_NOT = {
    "encoding_unsure": "has an encoding that is not certain, or not the one that is named: name its own with "
    "captions_encoding, or save it as UTF-8",
    "captions_invalid": "has too many cues that cannot be read, or does not belong to this video",
}
REPORT_SECONDS = 0.5  # between two reports of progress


@dataclass(frozen=True, slots=True)
class Means:
    """What an import works with. `incoming`: the folder of files that are not whole yet."""

    db: Database
    objects: ObjectStore
    fetcher: Fetcher
    incoming: Path


async def import_file(means: Means, video_id: VideoId, place: Place | None = None) -> None:
    """Job. Safe to repeat: it resumes an earlier download, and does nothing once the file is stored.

    It acts as an owner, under every rule for the creator's own uploads. Raises Invalid, OverLimit, NotAllowed,
    ProviderError, GaveBack, and Conflict (`exists`) when the library has the same file already.
    """
    db = means.db
    async with db.as_service("pipeline.import") as tx:
        video = await begin(tx, video_id, "import")
        if video is None or video.storage_path:
            return
        origin = await read_origin(tx, video_id)
    folder = means.incoming / f"import-{video_id}"
    access = Access(db, means.objects, await resolve_actor(db, video.creator_id))
    try:
        fetching = _fetch(access, means.fetcher, video, origin, folder)
        await in_turn(db, video, place, fetching)
        await _bring_in(access, video, origin, *await _inspect(access, video, origin, folder))
    except ProviderError:
        raise  # the bytes stay for the next attempt
    except (ChronosError, Removed):
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _fetch(access: Access, fetcher: Fetcher, video: VideoRow, origin: Origin, folder: Path) -> None:
    """Download the file and its captions into `folder`."""
    async with access.db.acting_as(access.actor) as tx:
        allowance = await get_allowance(tx)
    limits = [each for each in (allowance.max_file_bytes, allowance.remaining_bytes) if each is not None]
    if limits and min(limits) == 0:
        raise OverLimit("Your storage is full: remove videos, or upgrade the plan.", code="storage_full")
    if origin.captions_url is not None:
        await fetcher.fetch(origin.captions_url, folder / "captions", Wanted(MAX_CAPTIONS_BYTES, lambda _: None))
        # Before the file, which is larger.
        await FILE_WORK.run(video.creator_id, _read_captions, folder / "captions", video, origin, None)
    wanted = Wanted(min([MAX_FILE_BYTES, *limits]), _check_media)
    name = await fetcher.fetch(origin.url, folder / "file", wanted, _reporter(access.db, video.id))
    if name is not None:
        async with access.db.as_service("pipeline.import") as tx:  # unless a person gave it a title
            await tx.execute(QUERIES["replace_title"], {"id": video.id, "title": title_of(None, name)})


async def _inspect(access: Access, video: VideoRow, origin: Origin, folder: Path) -> tuple[MediaFile, Captions | None]:
    """Return the downloaded file and its captions."""
    async with access.db.as_service("pipeline.import") as tx:
        await note_work(tx, video.id, "import")
    captions = None
    file = await FILE_WORK.run(
        video.creator_id, inspect_file, folder / "file", is_ours=True, audio_track=origin.audio_track
    )
    if origin.captions_url is not None:
        captions = await FILE_WORK.run(video.creator_id, _read_captions, folder / "captions", video, origin, file)
    return file, captions


async def _bring_in(
    access: Access, video: VideoRow, origin: Origin, file: MediaFile, captions: Captions | None
) -> None:
    name = f"{video.creator_id}/{video.id}/source.{file.media.container}"
    language = video.transcript_language  # named by a person, if at all, so early
    entry = Entry(video.creator_id, video.id, name, file, captions, video.title, origin.is_titled, language)
    try:
        added = await bring_in(access, entry, _record)
    except Removed:
        await drop_files(access.objects, entry)
        raise
    if not added.is_new:
        also = " Its text is replaced by the captions." if added.has_new_captions else ""
        also += f" {added.note}" if added.note is not None else ""
        raise Conflict(f"The library has this file already: “{added.title}” ({added.video_id}).{also}", code="exists")


async def _record(access: Access, entry: Entry) -> None:
    """Give the waiting video its file, and step to the next stage."""
    assert entry.file is not None  # noqa: S101 - it was fetched
    row = {"id": entry.video_id, "name": entry.name, "size_bytes": entry.file.size_bytes, "sha256": entry.file.sha256}
    warnings = list(entry.captions.warnings) if entry.captions is not None else []
    async with access.db.as_service("pipeline.import") as tx:
        await hold(tx, entry.video_id)
        await tx.execute(QUERIES["set_file"], row | {"metadata": Jsonb(entry.metadata), "warnings": warnings})
        await admit_object(tx, entry.new_object, Room(entry.creator_id, for_service=True))
        await finish(tx, entry.video_id, "import")
        await settle_file(access.objects, entry)


def _reporter(db: Database, video_id: VideoId) -> OnProgress:
    """Return a function that reports progress at intervals and raises Removed once the video is removed."""
    told = 0.0

    async def report(done: int, total: int | None) -> None:
        nonlocal told
        if time.monotonic() - told >= REPORT_SECONDS:
            told = time.monotonic()
            async with db.as_service("pipeline.import") as tx:
                await set_progress(tx, video_id, done / total if total else 0.0)

    return report


def _check_media(head: bytes) -> None:
    if head.startswith(b"ID3"):
        return  # music: its tag may be longer than what is here, and the whole file is looked at later
    try:
        sniff(io.BytesIO(head))
    except Invalid as error:
        raise Invalid(f"The file at that address cannot be used. {error}", code=error.code) from error


def _read_captions(path: Path, video: VideoRow, origin: Origin, file: MediaFile | None) -> Captions:
    duration = file.media.duration_seconds if file is not None else None
    try:
        return read_captions(
            path,
            encoding=origin.captions_encoding,
            language=video.transcript_language,
            duration_seconds=duration,
        )
    except ChronosError as error:  # its sentence may quote what was sent
        why = _WHY_NOT.get(error.code, "is neither WebVTT nor SRT")
        raise Invalid(f"The file at the address of the captions {why}.", code=error.code) from error
