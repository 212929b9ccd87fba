"""Import: the file from its address into the library. The first stage of videos that were not uploaded."""

import asyncio
import hashlib
import io
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.errors import ChronosError, Conflict, Invalid, OverLimit, ProviderError
from chronos.model import Actor, VideoId
from chronos.pipeline.steps import QUERIES, Removed, VideoRow, begin, finish, hold, set_progress
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import MediaInfo, probe, sniff
from chronos.storage import VIDEOS, keep, may_store, object_name
from chronos.storage.buckets import get_allowance
from chronos.videos.captions import MAX_BYTES as MAX_CAPTIONS_BYTES
from chronos.videos.captions import parse_captions, to_vtt
from chronos.videos.fetch.download import Fetcher, OnProgress, Wanted
from chronos.videos.import_url import Source, find_same, read_source
from chronos.videos.intake import MAX_FILE_BYTES

REPORT_SECONDS = 0.5  # between two reports of progress


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came, and what it is. `captions` as VTT."""

    path: Path
    media: MediaInfo
    size_bytes: int
    sha256: str
    captions: str | None


async def import_file(db: Database, objects: ObjectStore, fetcher: Fetcher, incoming: Path, video_id: VideoId) -> None:
    """Job. Safe to repeat: it goes on with what came before, and does nothing once the file is here.

    Every rule for the creator's own uploads holds, as the creator. Raises Invalid, OverLimit, NotAllowed,
    ProviderError, and Conflict (`exists`) when the library has the same file already.
    """
    async with db.as_service("pipeline.import") as tx:
        video = await begin(tx, video_id, "import")
        if video is None or video.storage_path:
            return
        source = await read_source(tx, video_id)
    folder = incoming / f"import-{video_id}"
    try:
        await _keep(db, objects, video, await _fetch(db, fetcher, video, source, folder))
    except ProviderError:
        raise  # what came stays for the next try
    except (ChronosError, Removed):
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _fetch(db: Database, fetcher: Fetcher, video: VideoRow, source: Source, folder: Path) -> _Fetched:
    async with db.acting_as(_owner(video)) as tx:
        allowance = await get_allowance(tx)
    limits = [each for each in (allowance.max_file_bytes, allowance.remaining_bytes) if each is not None]
    if limits and min(limits) == 0:
        raise OverLimit("There is no room left: remove videos, or take a larger plan.", code="storage_full")
    captions = None
    if source.captions_url is not None:
        await fetcher.fetch(source.captions_url, folder / "captions", Wanted(MAX_CAPTIONS_BYTES, lambda _: None))
        captions = await asyncio.to_thread(_read_captions, folder / "captions")
    wanted = Wanted(min([MAX_FILE_BYTES, *limits]), _check_media)
    await fetcher.fetch(source.url, folder / "file", wanted, _reporter(db, video.id))
    return await asyncio.to_thread(_inspect, folder / "file", captions)


async def _keep(db: Database, objects: ObjectStore, video: VideoRow, file: _Fetched) -> None:
    owner, kind = _owner(video), file.media.content_type
    await _refuse_known(db, owner, file)
    name = f"{video.creator_id}/{video.id}/source.{file.media.container}"
    await may_store(db, owner, VIDEOS, name, size_bytes=file.size_bytes, content_type=kind)
    stored = object_name(VIDEOS, name)
    await objects.delete(stored)  # of a try that ended before the row knew of it
    await objects.take(stored, file.path)
    metadata = {"content_type": kind}
    if file.captions is not None:
        metadata["captions"] = f"{video.creator_id}/{video.id}/captions.vtt"
        await objects.put(object_name(VIDEOS, metadata["captions"]), file.captions.encode())
    row = {"id": video.id, "name": name, "size_bytes": file.size_bytes, "sha256": file.sha256}
    try:
        async with db.as_service("pipeline.import") as tx:
            await hold(tx, video.id)
            await tx.execute(QUERIES["set_file"], row | {"metadata": Jsonb(metadata)})
            await keep(tx, VIDEOS, name, size_bytes=file.size_bytes, content_type=kind, sha256=file.sha256)
            await finish(tx, video.id, "import")
    except (Conflict, Removed):
        await objects.delete(stored)
        if "captions" in metadata:
            await objects.delete(object_name(VIDEOS, metadata["captions"]))
        await _refuse_known(db, owner, file)  # somebody added the same file meanwhile
        raise


async def _refuse_known(db: Database, owner: Actor, file: _Fetched) -> None:
    async with db.acting_as(owner) as tx:
        same = await find_same(tx, owner, file.sha256)
    if same is not None:
        raise Conflict(f"The library has this file already: “{same.title}” ({same.video_id}).", code="exists")


def _owner(video: VideoRow) -> Actor:
    return Actor("authenticated", subject=video.creator_id, creator_id=video.creator_id)


def _reporter(db: Database, video_id: VideoId) -> OnProgress:
    """Says how far it is, now and then, and raises Removed once nobody wants to know."""
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
        raise Invalid(f"What is at that address cannot be used. {error}", code=error.code) from error


def _read_captions(path: Path) -> str:
    try:
        return to_vtt(parse_captions(path))
    except ChronosError as error:  # its sentence may quote what was sent
        raise Invalid("What is at the address of the captions is neither WebVTT nor SRT.", code=error.code) from error


def _inspect(path: Path, captions: str | None) -> _Fetched:
    media = probe(path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return _Fetched(path, media, path.stat().st_size, sha256, captions)
