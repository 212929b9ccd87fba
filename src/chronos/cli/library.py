"""`chronos add`, `videos`, `video`, `retry`: the library."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chronos.cli.importing import Source, add_source, check_captions, is_address
from chronos.cli.present import AsJson, clock, one_line, print_json, print_table
from chronos.cli.session import acting_actor, only_creator, parse_id, with_app
from chronos.errors import ChronosError, Invalid
from chronos.model import Actor, CreatorId, VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Added, Step, Video

MEDIA_SUFFIXES = {
    ".mp4", ".m4v", ".mov", ".webm", ".mkv", ".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac",
}  # fmt: skip
POLL_SECONDS = 0.3
FINAL = ("completed", "failed")
# How long the steps take of each other's time, roughly: a bar that moves evenly.
SHARE = {"pending": (0.0, 0.0), "uploading": (0.0, 0.02), "transcribing": (0.02, 0.88), "processing": (0.9, 0.01),
         "embedding": (0.91, 0.09), "completed": (1.0, 0.0), "failed": (1.0, 0.0)}  # fmt: skip

VideoArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the video.")]
As = Annotated[str | None, typer.Option("--as", metavar="ID", help="Who looks; default: the only creator.")]


def add(
    paths: Annotated[list[str], typer.Argument(help="Video or audio files, folders of them, or addresses of files.")],
    creator: Annotated[str | None, typer.Option(help="Whose library; needed when there are several.")] = None,
    title: Annotated[str | None, typer.Option(help="Title; default: the file's name. For one file.")] = None,
    captions: Annotated[
        str | None, typer.Option(help="Captions (VTT or SRT) of the one file: then nothing is transcribed.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language that is spoken, e.g. en; default: found out.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Process here and now, and wait until it is done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add videos to the library. A file that is there already is not added twice.

    Example: chronos add lectures/ --wait; chronos add https://example.com/talk.mp4
    """
    files = media_files(paths)
    if len(files) > 1 and (title or captions):
        raise Invalid("--title and --captions are for one file; add the files one by one.")
    check_captions(files, captions)
    results, failures = with_app(
        lambda app: _add(app, creator, files, {"title": title, "captions": captions, "language": language}, wait)
    )
    if as_json:
        print_json({"videos": results, "errors": failures})
    if failures:
        # Each has been named already; the exit code is the first one's kind.
        raise typer.Exit(2)


def media_files(paths: Sequence[str]) -> list[Source]:
    """Addresses and files as they are; of folders all media files below, sorted. Raises Invalid for what is missing."""
    files: list[Source] = []
    for text in paths:
        path = Path(text)
        if is_address(text):
            files.append(text)
            continue
        if not path.exists():
            raise Invalid(f"There is no file {one_line(path)}.", code="file_unreadable")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in MEDIA_SUFFIXES and p.is_file())
            if not inside:
                raise Invalid(f"There is no video or audio file in {one_line(path)}.", code="folder_empty")
            files += inside
        else:
            files.append(path)
    return files


async def _add(
    app: "App", creator: str | None, files: list[Source], options: dict[str, Any], wait: bool
) -> tuple[list["Video"], list[dict[str, str]]]:
    owner = await only_creator(app, creator)
    actor = Actor("authenticated", subject=owner, creator_id=CreatorId(owner))
    added: list[Added] = []
    failures: list[dict[str, str]] = []
    for file in files:
        try:
            one = await add_source(app, actor, file, options)
        except ChronosError as error:
            failures.append({"file": str(file), "code": error.code, "message": str(error)})
            name = file.name if isinstance(file, Path) else file
            typer.echo(f"chronos: {one_line(name)}: {one_line(error)}", err=True)
        else:
            added.append(one)
            news = "added" if one.is_new else "is in the library already"
            typer.echo(f"{one_line(one.title)}: {news} ({one.video_id})", err=True)
    ids = [one.video_id for one in added]
    if wait and ids:
        async with app.worker():
            await _wait(app, actor, ids)
    elif any(one.is_new for one in added):
        typer.echo("Processing begins when a worker runs: `chronos up` or `chronos worker`.", err=True)
    results, silent = await _outcome(app, actor, ids)
    if wait:
        failures += [_failure(video) for video in results if video.status == "failed"]
        for title in silent:
            typer.echo(f"{one_line(title)}: there is no speech in it, so nothing in it can be found.", err=True)
    return results, failures


async def _outcome(app: "App", actor: Actor, ids: Sequence[VideoId]) -> tuple[list["Video"], list[str]]:
    """The videos, and the titles of those in which nothing is said."""
    from chronos.videos import get_video, list_words

    async with app.db.acting_as(actor) as tx:
        results = [await get_video(tx, video_id) for video_id in ids]
        silent = [one.title for one in results if one.status == "completed" and not await list_words(tx, one.id)]
    return results, silent


def _failure(video: "Video") -> dict[str, str]:
    """What failed, which is said as well: a bar may have no room for it."""
    message = video.error_message or ""
    typer.echo(f"chronos: {one_line(video.title)}: {one_line(message)}", err=True)
    return {"file": video.title, "code": "failed", "message": message}


async def _wait(app: "App", actor: Actor, ids: Sequence[VideoId]) -> None:
    """Show one bar per video until each is completed or failed."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
               TextColumn("{task.fields[state]}"))  # fmt: skip
    console = Console(stderr=True, markup=False, highlight=False)
    with Progress(*columns, console=console) as progress:
        bars = {}
        async for videos in _watch(app, actor, ids):
            for video in videos:
                if video.id not in bars:
                    bars[video.id] = progress.add_task(one_line(video.title)[:40], total=1.0, state="")
                begin, share = SHARE[video.status]
                done = begin + share * video.progress
                progress.update(bars[video.id], completed=done, state=video.status)


async def _watch(app: "App", actor: Actor, ids: Sequence[VideoId]) -> AsyncIterator[list["Video"]]:

    import asyncio

    from chronos.videos import get_video

    while True:
        async with app.db.acting_as(actor) as tx:
            videos = [await get_video(tx, video_id) for video_id in ids]
        yield videos
        if all(video.status in FINAL for video in videos):
            return
        await asyncio.sleep(POLL_SECONDS)


def videos(
    person: As = None,
    status: Annotated[str | None, typer.Option(help="Only those with this status, e.g. failed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the library with status and progress, newest first.

    Example: chronos videos --status failed
    """
    found = with_app(lambda app: _list_all(app, person, status))
    if as_json:
        print_json(found)
    else:
        print_table(
            ("ID", "STATUS", "LENGTH", "TITLE", ""),
            [(v.id, _state(v), _length(v), v.title, v.error_message) for v in found],
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
    """Show one video with its history.

    Example: chronos video 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    shown, steps = with_app(lambda app: _show(app, VideoId(parse_id(video_id)), person))
    if as_json:
        print_json({"video": shown, "history": steps})
        return
    typer.echo(f"{one_line(shown.title)}  ({_length(shown)})")
    typer.echo(f"{_state(shown)}  {one_line(shown.error_message)}".rstrip())
    for step in steps:
        reason = f"  {one_line(step.reason)}" if step.reason else ""
        typer.echo(f"  {step.changed_at:%Y-%m-%d %H:%M:%S}  {step.to_status}{reason}")


async def _show(app: "App", video_id: VideoId, person: str | None) -> tuple["Video", list["Step"]]:
    from chronos.videos import get_video, list_history

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await get_video(tx, video_id), await list_history(tx, video_id)


def retry(video_id: VideoArgument, person: As = None, wait: Annotated[bool, typer.Option("--wait")] = False) -> None:
    """Try a failed video again, from the step that failed.

    Example: chronos retry 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --wait
    """
    from chronos.videos import get_video, retry_video

    async def work(app: "App") -> "Video":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            again = await retry_video(tx, VideoId(parse_id(video_id)))
        if wait:
            async with app.worker():
                await _wait(app, actor, [again.id])
        async with app.db.acting_as(actor) as tx:
            return await get_video(tx, again.id)

    again = with_app(work)
    typer.echo(f"{one_line(again.title)}: {_state(again)} {one_line(again.error_message)}".rstrip())
    if again.status == "failed":
        raise typer.Exit(2)


def _state(video: "Video") -> str:
    busy = video.status not in (*FINAL, "pending")
    return f"{video.status} {video.progress:.0%}" if busy else video.status


def _length(video: "Video") -> str:
    return clock(video.duration_seconds) if video.duration_seconds is not None else ""
