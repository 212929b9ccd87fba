"""Add a video: its bytes, its row and its first job."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.errors import Conflict, Invalid, NotAllowed, OverLimit
from chronos.jobs import enqueue_stage
from chronos.model import Actor, CreatorId, VideoId
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import MediaInfo, probe
from chronos.storage import VIDEOS, keep, may_store, object_name
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


# Done in the transaction in which the video appears, or is found to be there already.
Also = Callable[[Tx, Added], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Details:
    """What its owner says of a file. `file_name` is only ever shown, never used as a path."""

    title: str | None = None
    file_name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the file will be: an id for the video and the name of its object."""

    video_id: VideoId
    name: str


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
    Raises Invalid, with nothing stored, for a file that is no video or sound; NotAllowed for anybody but a creator;
    OverLimit for what is larger than its bucket or tier takes.
    """
    creator_id = _creator(actor)
    file = await asyncio.to_thread(_inspect, path, captions)
    video_id = VideoId(uuid4())
    # What the bytes are, whatever the file was called.
    place = _Place(video_id, f"{creator_id}/{video_id}/source.{file.media.container}")
    details = Details(title, file_name or path.name, language)
    return await _add(db, objects, actor, file, place, details)


async def adopt_file(
    db: Database,
    objects: ObjectStore,
    actor: Actor,
    path: Path,
    name: str,
    *,
    details: Details | None = None,
    also: Also | None = None,
    promised_bytes: int = 0,
) -> Added:
    """Make a video of a file that was received whole, under the object's name that its sender chose.

    `name` is `<creator_id>/<video_id>/<file>`; `path` is ours alone and will not be written to any more: a local store
    links it. `also` is done in the transaction in which row, object and first job appear, and also when the library has
    the same bytes already. `promised_bytes`: see `may_store`. Raises as `add_file` does, and Invalid (`name_invalid`),
    Conflict (`exists`).
    """
    creator_id = _creator(actor)
    place = _Place(video_id_in(name, creator_id), name)
    file = await asyncio.to_thread(_inspect, path, None)
    details = details or Details()
    if details.file_name is None:
        details = Details(details.title, name.rpartition("/")[2], details.language)
    return await _add(db, objects, actor, file, place, details, also=also, is_ours=True, promised_bytes=promised_bytes)


def video_id_in(name: str, creator_id: CreatorId) -> VideoId:
    """The video's id in an object's name. Raises Invalid (`name_invalid`) for a name that is not a video's."""
    parts = name.split("/")
    try:
        if len(parts) != 3 or parts[0] != str(creator_id):  # creator, video, file
            raise ValueError(name)
        video_id = UUID(parts[1])
        if str(video_id) != parts[1]:
            raise ValueError(name)
    except ValueError as error:
        raise Invalid(
            "Name an object in videos <creator_id>/<video_id>/<file>, with a new UUID in lower case for the video.",
            code="name_invalid",
        ) from error
    return VideoId(video_id)


def clean_title(text: str) -> str:
    """`text` as one line that can be shown: no control or direction-changing characters, at most 500 characters."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:MAX_TITLE_CHARACTERS] or "Untitled"


async def _add(
    db: Database,
    objects: ObjectStore,
    actor: Actor,
    file: _File,
    place: _Place,
    details: Details,
    *,
    also: Also | None = None,
    is_ours: bool = False,
    promised_bytes: int = 0,
) -> Added:
    creator_id = _creator(actor)
    there = await _find_there(db, actor, creator_id, file.sha256, also)
    if there is not None:
        return there
    await may_store(
        db,
        actor,
        VIDEOS,
        place.name,
        size_bytes=file.size_bytes,
        content_type=file.media.content_type,
        promised_bytes=promised_bytes,
    )
    stored = object_name(VIDEOS, place.name)
    await (objects.take(stored, file.path) if is_ours else objects.put(stored, file.path))
    metadata = {"content_type": file.media.content_type}
    if file.captions is not None:
        metadata["captions"] = f"{creator_id}/{place.video_id}/captions.vtt"
        await objects.put(object_name(VIDEOS, metadata["captions"]), file.captions.encode())
    title = clean_title(details.title or Path(details.file_name or "").stem.replace("_", " "))
    added = Added(place.video_id, True, title)
    row = {
        "id": place.video_id,
        "creator_id": creator_id,
        "title": title,
        "storage_path": place.name,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "language": details.language,
        "metadata": Jsonb(metadata),
    }
    try:
        async with db.acting_as(actor) as tx:
            await tx.execute(_QUERIES["insert_video"], row)
            await keep(
                tx,
                VIDEOS,
                place.name,
                size_bytes=file.size_bytes,
                content_type=file.media.content_type,
                sha256=file.sha256,
            )
            await enqueue_stage(tx, place.video_id, "probe")
            if also is not None:
                await also(tx, added)
    except Conflict:  # somebody added the same file meanwhile, or has this name
        there = await _find_there(db, actor, creator_id, file.sha256, also)
        if there is None:
            raise
        if there.video_id != place.video_id:
            await objects.delete(stored)
        return there
    return added


async def _find_there(
    db: Database, actor: Actor, creator_id: CreatorId, sha256: str, also: Also | None
) -> Added | None:
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one(_QUERIES["find_by_content"], {"creator_id": creator_id, "sha256": sha256})
        if row is None:
            return None
        there = Added(VideoId(row["id"]), False, row["title"])
        if also is not None:
            await also(tx, there)
    return there


def _creator(actor: Actor) -> CreatorId:
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    return actor.creator_id


def _inspect(path: Path, captions: Path | None) -> _File:
    media = probe(path)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise OverLimit(f"{path.name} is larger than {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")
    vtt = to_vtt(parse_captions(captions)) if captions is not None else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return _File(path, media, size, sha256, vtt)
