"""Intake, the one door by which a file becomes a video: inspect, ask, place, then row and first job at once."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.db import Row, Tx, load_queries
from chronos.errors import Conflict, Invalid, NotAllowed, OverLimit
from chronos.file_work import FILE_WORK
from chronos.jobs import Stage, enqueue_stage
from chronos.model import Actor, CreatorId, VideoId
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import MediaInfo, probe
from chronos.storage import VIDEOS, Access, NewObject, Room, admit_object, authorize_object, object_name
from chronos.text import title_of
from chronos.videos.caption_files import Captions, read_captions
from chronos.videos.captions import to_vtt
from chronos.videos.details import Details, check_details, word_not_applied
from chronos.videos.replace_captions import store_captions

MAX_FILE_BYTES = 500 * 1024 * 1024  # the limit of bucket `videos`

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Added:
    """The video that has the file; `is_new` is False when the library had the same bytes already.

    `has_new_captions`: captions that came with the file replace the text of a video that was there.
    `not_applied`: other choices that came with the file and that this video does not have.
    """

    video_id: VideoId
    is_new: bool
    title: str
    has_new_captions: bool = False
    not_applied: Sequence[str] = ()

    @property
    def note(self) -> str | None:
        """One sentence about the choices that were not applied, and how to make them; None when there are none."""
        return word_not_applied(self.not_applied)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """An inspected file. `is_ours`: it belongs to the intake alone, so that a local store links it without a copy."""

    path: Path
    media: MediaInfo
    size_bytes: int
    sha256: str
    is_ours: bool
    audio_track: int | None = None  # the one to transcribe, if it was chosen


# Runs in the transaction in which the object appears; with the video that has the file, if one does.
Also = Callable[[Tx, VideoId | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A video on its way in. `name`: of its object; `file` None: the video has captions alone."""

    creator_id: CreatorId
    video_id: VideoId
    name: str
    file: MediaFile | None
    captions: Captions | None = None
    title: str = ""
    is_titled: bool = False  # by a person, not by the name of its file
    language: str | None = None
    also: Also | None = None
    promised_bytes: int = 0  # reserved for this file by an upload
    draft: str | None = None  # the stored file, until its row is written and it gets its name

    @property
    def transcription_seconds(self) -> float:
        """How long the sound is that is listened to; captions replace it."""
        media = self.file.media if self.file is not None and self.captions is None else None
        return media.duration_seconds if media is not None and media.has_audio else 0.0

    @property
    def captions_name(self) -> str:
        """The name of its captions' object."""
        return f"{self.creator_id}/{self.video_id}/captions.vtt"

    @property
    def new_object(self) -> NewObject:
        """The object of its file."""
        assert self.file is not None  # noqa: S101 - captions alone have no object row
        kind = self.file.media.content_type
        return NewObject(VIDEOS, self.name, self.file.size_bytes, kind, sha256=self.file.sha256)

    @property
    def metadata(self) -> dict[str, str | int | float]:
        """What its row keeps of its files."""
        kept: dict[str, str | int | float] = {}
        if self.file is not None:
            kept["transcription_seconds"] = self.transcription_seconds
            kept["content_type"] = self.file.media.content_type
            if self.file.audio_track is not None:
                kept["audio_track"] = self.file.audio_track
        return kept | ({"captions": self.captions_name} if self.captions is not None else {})


# Writes a video's rows and first job in one transaction, at whose end it calls `settle_file`.
Record = Callable[[Access, Entry], Awaitable[None]]


async def add_file(access: Access, path: Path, details: Details | None = None) -> Added:
    """Store `path` and begin to process it; with captions nothing is transcribed.

    Raises Invalid, with nothing stored, for a file without video or sound and as `check_details` does; NotAllowed for
    all but creators; OverLimit for one that is larger than its bucket or tier allows.
    """
    creator_id, details = require_creator(access.actor), check_details(details or Details())
    title = title_of(details.title, details.file_name or path.name)
    file = await FILE_WORK.run(creator_id, inspect_file, path, is_ours=False, audio_track=details.audio_track)
    captions = await FILE_WORK.run(creator_id, _read_captions, details, file)
    video_id = VideoId(uuid4())
    # The name says what the bytes are, whatever the file is called.
    name = f"{creator_id}/{video_id}/source.{file.media.container}"
    entry = Entry(creator_id, video_id, name, file, captions, title, details.title is not None, details.language)
    return await bring_in(access, entry)


async def bring_in(access: Access, entry: Entry, record: Record | None = None) -> Added:
    """Ask whether the library takes the file, place its bytes, and `record` it (default: as a new video).

    Returns the video that had the same bytes already, if there is one; captions replace its text. Raises as
    `authorize_object` does.
    """
    same = await _find_same(access, entry)
    if same is not None:
        return await _with_captions(access, entry, same)
    await authorize_object(access.db, access.actor, entry.new_object, promised_bytes=entry.promised_bytes)
    entry = await place_files(access.objects, entry)
    try:
        await (record or _record_new)(access, entry)
    except BaseException as error:
        if entry.draft is not None:
            await access.objects.delete(entry.draft)
        if not isinstance(error, Conflict | OverLimit):
            raise
        # Another request added the same file, has this name, or took the room.
        same = await _find_same(access, entry)
        if same is None or same.video_id != entry.video_id:
            await drop_files(access.objects, entry)
        if same is None:
            raise
        return await _with_captions(access, entry, same)
    return Added(entry.video_id, True, entry.title)


async def _record_new(access: Access, entry: Entry) -> None:
    async with access.db.acting_as(access.actor) as tx:
        await record_video(tx, entry, "probe")
        await settle_file(access.objects, entry)


async def record_video(tx: Tx, entry: Entry, first: Stage) -> None:
    """Insert the video's row and that of its object, enqueue its first job, and run the entry's `also`."""
    row = {
        "id": entry.video_id,
        "creator_id": entry.creator_id,
        "title": entry.title,
        "storage_path": entry.name if entry.file is not None else None,
        "size_bytes": entry.file.size_bytes if entry.file is not None else None,
        "sha256": entry.file.sha256 if entry.file is not None else None,
        "language": entry.language,
        "metadata": Jsonb(entry.metadata),
        "warnings": list(entry.captions.warnings) if entry.captions is not None else [],
    }
    await tx.execute(_QUERIES["insert_video"], row)
    if entry.file is not None:
        await admit_object(tx, entry.new_object, Room(entry.creator_id, entry.promised_bytes))
    await enqueue_stage(tx, entry.video_id, first)
    if entry.also is not None:
        await entry.also(tx, entry.video_id)


async def place_files(objects: ObjectStore, entry: Entry) -> Entry:
    """Store the video's file and captions; return the entry with the draft of a file that is ours.

    Two senders may have chosen one name for such a file: `settle_file` gives it the name once its row is written, so
    that the one that is refused deletes its own bytes alone.
    """
    file, name = entry.file, object_name(VIDEOS, entry.name)
    if file is not None and file.is_ours:
        entry = replace(entry, draft=await objects.prepare(name, file.path))
    elif file is not None:
        await objects.put(name, file.path)
    if entry.captions is not None:
        await objects.put(
            object_name(VIDEOS, entry.captions_name), (await asyncio.to_thread(to_vtt, entry.captions.cues)).encode()
        )
    return entry


async def settle_file(objects: ObjectStore, entry: Entry) -> None:
    """Give a draft its name, in the transaction that wrote its row: others of that name wait for it."""
    if entry.draft is not None:
        await objects.move(entry.draft, object_name(VIDEOS, entry.name))


async def drop_files(objects: ObjectStore, entry: Entry) -> None:
    """Delete the video's file, or its draft, and its captions; nothing happens when they are not stored."""
    await objects.delete(entry.draft or object_name(VIDEOS, entry.name))
    if entry.captions is not None:
        await objects.delete(object_name(VIDEOS, entry.captions_name))


def inspect_file(path: Path, *, is_ours: bool, audio_track: int | None = None) -> MediaFile:
    """Probe, measure and hash the file. Blocking. Raises Invalid."""
    media = probe(path, audio_track)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise OverLimit(f"{path.name} is larger than {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")
    with path.open("rb") as file:
        return MediaFile(path, media, size, hashlib.file_digest(file, "sha256").hexdigest(), is_ours, audio_track)


def require_creator(actor: Actor) -> CreatorId:
    """Return the creator that the actor is or acts for. Raises NotAllowed (`creators_only`)."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    return actor.creator_id


def video_id_in(name: str, creator_id: CreatorId) -> VideoId:
    """Return the video's id in an object's name. Raises Invalid (`name_invalid`) for any other name."""
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


async def _with_captions(access: Access, entry: Entry, same: Added) -> Added:
    if entry.captions is None:
        return same
    is_changed = await store_captions(access, same.video_id, entry.captions, language=entry.language)
    not_applied = [choice for choice in same.not_applied if choice != "language" or not is_changed]
    return replace(same, has_new_captions=is_changed, not_applied=not_applied)


async def _find_same(access: Access, entry: Entry) -> Added | None:
    """Return the creator's video with the same bytes, if there is one."""
    assert entry.file is not None  # noqa: S101 - captions alone do not come through here
    values = {"creator_id": entry.creator_id, "sha256": entry.file.sha256}
    async with access.db.acting_as(access.actor) as tx:
        row = await tx.fetch_one(_QUERIES["find_by_content"], values)
        if row is None:
            return None
        same = Added(VideoId(row["id"]), False, row["title"], not_applied=_list_not_applied(entry, row))
        if entry.also is not None:
            await entry.also(tx, same.video_id)
    return same


def _list_not_applied(entry: Entry, row: Row) -> list[str]:
    """Return the choices that came with a file and that its video in the library does not have."""
    track = entry.file.audio_track if entry.file is not None else None
    chosen = {
        "title": entry.title if entry.is_titled else None,
        "language": entry.language,
        "audio_track": str(track) if track is not None else None,
    }
    return [name for name, value in chosen.items() if value is not None and value != row[name]]


def _read_captions(details: Details, file: MediaFile) -> Captions | None:
    if details.captions is None:
        return None
    return read_captions(
        details.captions,
        encoding=details.captions_encoding,
        language=details.language,
        duration_seconds=file.media.duration_seconds,
    )
