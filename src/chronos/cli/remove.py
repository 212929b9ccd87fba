"""`chronos remove`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.confirm import confirm
from chronos.cli.output import AsJson, bytes_text, one_line, print_json
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.videos import VideoArgument
from chronos.cli.with_app import with_app
from chronos.model import VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Receipt


def remove(
    video_id: VideoArgument,
    person: As = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a video and everything made from it, for good.

    Its file, captions, passages, vectors and waiting jobs are deleted with it.

    Example: chronos remove 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    receipt = with_app(lambda app: _remove(app, VideoId(parse_id(video_id)), person, yes))
    if receipt is None:
        typer.echo("Nothing was removed.", err=True)
        return
    if as_json:
        print_json(receipt)
        return
    typer.echo(
        f"Removed {one_line(receipt.title)}: {len(receipt.objects)} files ({bytes_text(receipt.bytes_freed)}), "
        f"{receipt.chunks} passages, {receipt.sentences} sentences, {receipt.jobs} waiting jobs."
    )
    if receipt.waiting:
        typer.echo(
            f"The object store did not answer: the next sweep deletes {len(receipt.waiting)} more files.", err=True
        )


async def _remove(app: "App", video_id: VideoId, person: str | None, yes: bool) -> "Receipt | None":
    from chronos.storage import Access
    from chronos.videos import get_video, remove_video

    actor = await acting_actor(app, person)
    if not yes:
        async with app.db.acting_as(actor) as tx:
            video = await get_video(tx, video_id)
        if not confirm(f"Remove {one_line(video.title)} for good? This cannot be undone."):
            return None
    return await remove_video(Access(app.db, app.objects, actor), video_id)
