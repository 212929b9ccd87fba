"""`chronos videos`, `chronos video`, `chronos retry`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.wait_for_videos import FINAL, wait_for_videos
from chronos.cli.with_app import with_app
from chronos.model import VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Step, Video

VideoArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the video.")]


def videos(
    person: As = None,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="Only videos with this status, e.g. failed.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List videos with status and progress, newest first.

    Example: chronos videos --status failed
    """
    found = with_app(lambda app: _list_all(app, person, status))
    if as_json:
        print_json(found)
    else:
        print_table(
            ("ID", "STATUS", "LENGTH", "TITLE", ""),
            [(v.id, _status(v), _length(v), v.title, v.error_message) for v in found],
        )


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


def video(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Show a video with its history.

    Example: chronos video 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    shown, steps = with_app(lambda app: _read(app, VideoId(parse_id(video_id)), person))
    if as_json:
        print_json({"video": shown, "history": steps})
        return
    typer.echo(f"{one_line(shown.title)}  ({_length(shown)})")
    typer.echo(f"{_status(shown)}  {one_line(shown.error_message)}".rstrip())
    for warning in shown.warnings:
        typer.echo(f"note: {one_line(warning)}")
    for step in steps:
        reason = f"  {one_line(step.reason)}" if step.reason else ""
        typer.echo(f"  {step.changed_at:%Y-%m-%d %H:%M:%S}  {step.to_status}{reason}")


async def _read(app: "App", video_id: VideoId, person: str | None) -> tuple["Video", list["Step"]]:
    from chronos.videos import get_video, list_history

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await get_video(tx, video_id), await list_history(tx, video_id)


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
    typer.echo(f"{one_line(again.title)}: {_status(again)} {one_line(again.error_message)}".rstrip())
    if again.status == "failed":
        raise typer.Exit(2)


def _status(video: "Video") -> str:
    """Return the status, with the progress of a running step."""
    is_running = video.status not in (*FINAL, "pending")
    return f"{video.status} {video.progress:.0%}" if is_running else video.status


def _length(video: "Video") -> str:
    """Return the length as a clock, or nothing while it is unknown."""
    from chronos.text import clock

    return clock(video.duration_seconds) if video.duration_seconds is not None else ""
