"""`chronos videos`, `chronos retry`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.wait_for_videos import FINAL, wait_for_videos
from chronos.cli.with_app import with_app
from chronos.model import VideoId

LEAST_SHARE = 0.01  # of a language that is shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.videos import BinnedVideo, Video


class Status(StrEnum):
    """Where a video can be on its way (`public.video_status`)."""

    PENDING = "pending"
    UPLOADING = "uploading"
    TRANSCRIBING = "transcribing"
    PROCESSING = "processing"
    EMBEDDING = "embedding"
    COMPLETED = "completed"
    FAILED = "failed"


VideoArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the video.")]


def videos(
    person: As = None,
    status: Annotated[
        Status | None, typer.Option(metavar="STATUS", help="Only videos with this status, e.g. failed.")
    ] = None,
    is_bin: Annotated[bool, typer.Option("--bin", help="What lies in the bin, with the last day of each.")] = False,
    as_json: AsJson = False,
) -> None:
    """List videos with status and progress, newest first.

    Example: chronos videos --status failed
    """
    if is_bin:
        _show_bin(person, as_json=as_json)
        return
    found = with_app(lambda app: _list_all(app, person, status.value if status else None))
    if as_json:
        print_json(found)
    else:
        print_table(
            ("ID", "STATUS", "LENGTH", "TITLE", ""),
            [(v.id, status_text(v), length_text(v), v.title, v.error_message or pending_text(v)) for v in found],
        )


def _show_bin(person: str | None, *, as_json: bool) -> None:
    async def read(app: "App") -> "Sequence[BinnedVideo]":
        from chronos.videos import list_bin

        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await list_bin(tx, actor)

    found = with_app(read)
    if as_json:
        print_json(found)
    else:
        print_table(("ID", "UNTIL", "TITLE"), [(v.id, f"{v.ends_at:%Y-%m-%d}", v.title) for v in found])


async def _list_all(app: "App", person: str | None, status: str | None) -> list["Video"]:
    from chronos.videos import list_videos

    actor = await acting_actor(app, person)
    found: list[Video] = []
    cursor = None
    async with app.db.acting_as(actor) as tx:
        while True:
            page = await list_videos(tx, status=status, cursor=cursor, limit=100)
            found += page.videos
            cursor = page.next_cursor
            if cursor is None:
                return found


def retry(
    video_id: VideoArgument,
    person: As = None,
    wait: Annotated[bool, typer.Option("--wait", help="Process the video now, and wait for the end.")] = False,
) -> None:
    """Retry a failed video from the step that failed.

    Example: chronos retry 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --wait
    """
    from chronos.videos import get_video, retry_video

    async def work(app: "App") -> "Video":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            again = await retry_video(tx, VideoId(parse_id(video_id)))
        if wait:
            async with app.worker():
                await wait_for_videos(app, actor, [again.id])
        async with app.db.acting_as(actor) as tx:
            return await get_video(tx, again.id)

    again = with_app(work)
    typer.echo(f"{one_line(again.title)}: {status_text(again)} {one_line(again.error_message)}".rstrip())
    if again.status == "failed":
        raise typer.Exit(2)


def status_text(video: "Video") -> str:
    """Return the status, with the progress of a running step."""
    is_running = video.status not in (*FINAL, "pending")
    return f"{video.status} {video.progress:.0%}" if is_running else video.status


def pending_text(video: "Video") -> str:
    """Return a sentence about captions that are not searchable yet, or nothing."""
    from chronos.videos import PENDING_CAPTIONS

    return PENDING_CAPTIONS if video.has_pending_captions else ""


def length_text(video: "Video") -> str:
    """Return the length as a clock, or nothing while it is unknown."""
    from chronos.text import clock

    return clock(video.duration_seconds) if video.duration_seconds is not None else ""


def languages_text(video: "Video") -> str:
    """Return the languages that are spoken, by their shares, or nothing when it is one."""
    shares = [(code, share) for code, share in video.languages.items() if share >= LEAST_SHARE]
    shares.sort(key=lambda one: -one[1])
    return ", ".join(f"{code} {share:.0%}" for code, share in shares) if len(shares) > 1 else ""
