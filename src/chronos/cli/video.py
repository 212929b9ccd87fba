"""`chronos video`."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.videos import VideoArgument, languages_text, length_text, pending_text, status_text
from chronos.cli.with_app import with_app
from chronos.model import VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import BinnedVideo, Change, PosterChoice, Step, Video


class _ShowByDefault(TyperGroup):
    """A group whose command is `show` when an id stands in a command's place."""

    # Typer carries a copy of Click whose types it does not export.
    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]
        """Return the command, its name and its arguments."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


video = typer.Typer(
    no_args_is_help=True, cls=_ShowByDefault, help="Show or change a video; `chronos video ID` shows it."
)


@video.command("show")
def show(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Show a video with its history.

    `chronos video ID` is short for it.

    Example: chronos video show 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    shown, steps = with_app(lambda app: _read(app, VideoId(parse_id(video_id)), person))
    if as_json:
        print_json({"video": shown, "history": steps})
        return
    typer.echo(f"{one_line(shown.title)}  ({length_text(shown)})")
    typer.echo(f"{status_text(shown)}  {one_line(shown.error_message)}".rstrip())
    if languages := languages_text(shown):
        typer.echo(f"languages: {languages}")
    if shown.speech_covered is not None:
        typer.echo(f"speech understood: {math.floor(shown.speech_covered * 1000) / 10} %")
    for note in filter(None, [shown.playback_problem, *shown.warnings, pending_text(shown)]):
        typer.echo(f"note: {one_line(note)}")
    for step in steps:
        reason = f"  {one_line(step.reason)}" if step.reason else ""
        typer.echo(f"  {step.changed_at:%Y-%m-%d %H:%M:%S}  {step.to_status}{reason}")


async def _read(app: "App", video_id: VideoId, person: str | None) -> tuple["Video", list["Step"]]:
    from chronos.videos import get_video, list_history

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await get_video(tx, video_id), await list_history(tx, video_id)


@video.command("rename")
def rename(
    video_id: VideoArgument,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The new title.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Give a video another title.

    Example: chronos video rename 1b4e28ba-2fa1-11d2-883f-0016d3cca427 "Exposure, part 1"
    """
    from chronos.videos import Change

    _print(with_app(lambda app: _change(app, video_id, person, Change(title=title))), as_json)


@video.command("publish")
def publish(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Let students see a video.

    Example: chronos video publish 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.videos import Change

    _print(with_app(lambda app: _change(app, video_id, person, Change(is_published=True))), as_json)


@video.command("hide")
def hide(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Hide a video from students; nothing is deleted.

    Example: chronos video hide 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.videos import Change

    _print(with_app(lambda app: _change(app, video_id, person, Change(is_published=False))), as_json)


@video.command("unlist")
def unlist(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Show a video in courses only, not in the library.

    Example: chronos video unlist 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.videos import Change

    _print(with_app(lambda app: _change(app, video_id, person, Change(is_in_library=False))), as_json)


@video.command("list")
def list_again(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Show a video in the library again.

    Example: chronos video list 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.videos import Change

    _print(with_app(lambda app: _change(app, video_id, person, Change(is_in_library=True))), as_json)


@video.command("poster")
def poster(
    video_id: VideoArgument,
    at: Annotated[
        float | None, typer.Option("--at", metavar="SECONDS", help="Show what the video shows at this second.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="PATH", help="Show an image: JPEG, PNG or WebP, up to 5 MB.")
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Choose the poster of a video: a second of it, or an image.

    Example: chronos video poster 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --at 90
    """
    from chronos.videos import PosterChoice

    _print(with_app(lambda app: _change_poster(app, video_id, person, PosterChoice(at, file))), as_json)


@video.command("bin")
def bin_(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Put a video into the bin; it can be restored for 30 days.

    `chronos remove` deletes a video at once.

    Example: chronos video bin 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    binned = with_app(lambda app: _bin(app, VideoId(parse_id(video_id)), person))
    if as_json:
        print_json(binned)
    else:
        typer.echo(f"{one_line(binned.title)}: in the bin until {binned.ends_at:%Y-%m-%d}")


@video.command("restore")
def restore(video_id: VideoArgument, person: As = None, as_json: AsJson = False) -> None:
    """Take a video out of the bin, back into its courses.

    Example: chronos video restore 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    _print(with_app(lambda app: _restore(app, VideoId(parse_id(video_id)), person)), as_json)


async def _bin(app: "App", video_id: VideoId, person: str | None) -> "BinnedVideo":
    from chronos.videos import bin_video

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await bin_video(tx, actor, video_id)


async def _restore(app: "App", video_id: VideoId, person: str | None) -> "Video":
    from chronos.videos import restore_video

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await restore_video(tx, actor, video_id)


async def _change_poster(app: "App", video_id: str, person: str | None, choice: "PosterChoice") -> "Video":
    from chronos.storage import Access
    from chronos.videos import change_poster

    actor = await acting_actor(app, person)
    return await change_poster(Access(app.db, app.objects, actor), VideoId(parse_id(video_id)), choice)


async def _change(app: "App", video_id: str, person: str | None, change: "Change") -> "Video":
    from chronos.videos import change_video

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await change_video(tx, actor, VideoId(parse_id(video_id)), change)


def _print(changed: "Video", as_json: bool) -> None:
    if as_json:
        print_json(changed)
    else:
        where = "students see it" if changed.is_in_library else "students see it in courses"
        typer.echo(f"{one_line(changed.title)}: {where if changed.is_published else 'hidden'}")
