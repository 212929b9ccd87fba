"""Embeds: the videos and courses that an owner lets other sites show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound
from chronos.model import Actor, VideoId

LISTED = 1000

_QUERIES = load_queries("chronos.embeds")
_ADDRESS = Actor("chronos_public")  # it names what it wants to show, and lists nothing


@dataclass(frozen=True, slots=True)
class Embed:
    """A video or a course that other sites may show. `is_public`: to everyone; otherwise with a token."""

    id: UUID
    video_id: VideoId | None
    course_id: UUID | None
    title: str
    is_public: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Showing:
    """What an address of an embed shows, and the origins that may frame it."""

    id: UUID
    video_id: VideoId | None
    course_id: UUID | None
    is_public: bool
    sites: Sequence[str]

    @property
    def actor(self) -> Actor:
        """The caller that sees what this embed shows, and nothing else."""
        return Actor("authenticated", subject=self.id, embed_id=self.id)

    @property
    def path(self) -> str:
        """The path of its page."""
        return path_of(self.video_id, self.course_id)


def path_of(video_id: UUID | None, course_id: UUID | None) -> str:
    """Return the path of the page that shows a video, or a course."""
    return f"/embed/{video_id}" if video_id is not None else f"/embed/course/{course_id}"


async def list_embeds(tx: Tx, actor: Actor) -> Sequence[Embed]:
    """List what the calling creator lets other sites show, newest first."""
    return await _list(tx, actor)


async def get_embed(tx: Tx, actor: Actor, *, video_id: UUID | None = None, course_id: UUID | None = None) -> Embed:
    """Return the embed of a video or course of the calling creator. Raises NotFound (`embed_not_found`)."""
    found = await _list(tx, actor, video_id=video_id, course_id=course_id) if video_id or course_id else ()
    if not found:
        raise NotFound("This may not be embedded yet: allow it first.", code="embed_not_found")
    return found[0]


async def allow_embed(
    tx: Tx, actor: Actor, *, video_id: UUID | None = None, course_id: UUID | None = None, is_public: bool
) -> Embed:
    """Let other sites show a video or a course of the calling owner; again: change whether everyone sees it.

    Raises NotFound (`video_not_found`, `course_not_found`), NotAllowed.
    """
    kind = "video" if video_id is not None else "course"
    values = {"creator_id": actor.creator_id, "id": video_id or course_id, "is_public": is_public}
    row = await tx.fetch_one(_QUERIES["allow_video" if kind == "video" else "allow_course"], values)
    if row is None:
        if kind == "video":
            raise NotFound(f"There is no video {video_id}.", code="video_not_found")
        raise NotFound(f"There is no course {course_id}.", code="course_not_found")
    [allowed] = await _list(tx, actor, embed_id=row["id"])
    return allowed


async def end_embed(tx: Tx, embed_id: UUID) -> None:
    """End an embed of the calling owner: its pages and tokens stop at once. Raises NotFound (`embed_not_found`)."""
    if not await tx.execute(_QUERIES["end_embed"], {"id": embed_id}):
        raise NotFound("There is no such embed that you may end.", code="embed_not_found")


async def find_embed(
    db: Database, *, embed_id: UUID | None = None, video_id: UUID | None = None, course_id: UUID | None = None
) -> Showing:
    """Return what an address or a token shows. Raises NotFound (`embed_not_found`)."""
    values = {"embed_id": embed_id, "video_id": video_id, "course_id": course_id}
    async with db.acting_as(_ADDRESS) as tx:
        row = await tx.fetch_one(_QUERIES["find_embed"], values)
    if row is None or row["id"] is None:
        raise NotFound("There is nothing to show at this address.", code="embed_not_found")
    return Showing(**row)


async def _list(
    tx: Tx,
    actor: Actor,
    *,
    embed_id: UUID | None = None,
    video_id: UUID | None = None,
    course_id: UUID | None = None,
) -> Sequence[Embed]:
    asked = {"id": embed_id, "video_id": video_id, "course_id": course_id}
    values = {"creator_id": actor.creator_id, "limit": LISTED, **asked}
    return [Embed(**row) for row in await tx.fetch(_QUERIES["list_embeds"], values)]
