"""Add a video: its bytes, its row and its first job."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.errors import Conflict, Invalid, NotAllowed
from chronos.jobs import enqueue_stage
from chronos.model import Actor, CreatorId, VideoId
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import MediaInfo, probe
from chronos.storage import VIDEOS, keep, object_name
from chronos.videos.captions import parse_captions, to_vtt

MAX_FILE_BYTES = 500 * 1024 * 1024  # the limit of bucket `videos`
MAX_TITLE_CHARACTERS = 500

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Added:
    """The video that holds the file now; `is_new` is False when the library had the same bytes already."""

    video_id: VideoId
    is_new: bool
    title: str


@dataclass(frozen=True, slots=True)
class _File:
    """What was found out about a file before anything is stored."""

    path: Path
    media: MediaInfo
    size_bytes: int
    sha256: str
    captions: str | None  # as VTT


async def add_file(
    db: Database,
    objects: ObjectStore,
    actor: Actor,
    path: Path,
    *,
    title: str | None = None,
    file_name: str | None = None,
    language: str | None = None,
    captions: Path | None = None,
) -> Added:
    """Store `path` and begin to process it; with `captions` (VTT or SRT) nothing is transcribed.

    `file_name` is what its owner calls it (default: the path's); it is only ever shown, never used as a path.
    Raises Invalid, with nothing stored, for a file that is no video or sound; NotAllowed for anybody but a creator.
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    file = await asyncio.to_thread(_inspect, path, captions)
    async with db.acting_as(actor) as tx:
        there = await _find_by_content(tx, actor.creator_id, file.sha256)
    if there is not None:
        return there
    title = clean_title(title or Path(file_name or path.name).stem.replace("_", " "))
    return await _store(db, objects, actor.creator_id, actor, file, title, language)


def clean_title(text: str) -> str:
    """`text` as one line that can be shown: no control or direction-changing characters, at most 500 characters."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:MAX_TITLE_CHARACTERS] or "Untitled"


async def _store(
    db: Database,
    objects: ObjectStore,
    creator_id: CreatorId,
    actor: Actor,
    file: _File,
    title: str,
    language: str | None,
) -> Added:
    video_id = VideoId(uuid4())
    folder = f"{creator_id}/{video_id}"
    source = f"{folder}/source.{file.media.container}"  # what the bytes are, whatever the file was called
    metadata = {"content_type": file.media.content_type}
    await objects.put(object_name(VIDEOS, source), file.path)
    if file.captions is not None:
        metadata["captions"] = f"{folder}/captions.vtt"
        await objects.put(object_name(VIDEOS, metadata["captions"]), file.captions.encode())
    row = {
        "id": video_id,
        "creator_id": creator_id,
        "title": title,
        "storage_path": source,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "language": language,
        "metadata": Jsonb(metadata),
    }
    try:
        async with db.acting_as(actor) as tx:
            await tx.execute(_QUERIES["insert_video"], row)
            await keep(tx, VIDEOS, source, size_bytes=file.size_bytes, content_type=file.media.content_type)
            await enqueue_stage(tx, video_id, "probe")
    except Conflict:  # somebody added the same file meanwhile
        await objects.delete(object_name(VIDEOS, source))
        async with db.acting_as(actor) as tx:
            there = await _find_by_content(tx, creator_id, file.sha256)
        if there is None:
            raise
        return there
    return Added(video_id, True, title)


def _inspect(path: Path, captions: Path | None) -> _File:
    media = probe(path)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise Invalid(f"{path.name} is larger than {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")
    vtt = to_vtt(parse_captions(captions)) if captions is not None else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return _File(path, media, size, sha256, vtt)


async def _find_by_content(tx: Tx, creator_id: CreatorId, sha256: str) -> Added | None:
    row = await tx.fetch_one(_QUERIES["find_by_content"], {"creator_id": creator_id, "sha256": sha256})
    return Added(VideoId(row["id"]), False, row["title"]) if row else None
