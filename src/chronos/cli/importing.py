"""`chronos add https://…`: a file by its address, next to files and folders by their paths."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from chronos.errors import Invalid
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Added

Source = str | Path  # an address, or a path


def is_address(text: str) -> bool:
    """Whether `text` names a file on the web."""
    return text.lower().startswith(("http://", "https://"))


def check_captions(sources: list[Source], captions: str | None) -> None:
    """Captions come from where their video comes from. Raises Invalid."""
    if captions is not None and any(isinstance(source, str) != is_address(captions) for source in sources):
        raise Invalid("Give --captions as what the video is given as: an address for an address, a file for a file.")


async def add_source(app: "App", actor: Actor, source: Source, options: dict[str, Any]) -> "Added":
    """Add one; an address is noted, and its file comes when a worker fetches it."""
    from chronos.videos import Added, add_file, get_video
    from chronos.videos.import_url import import_video

    captions, rest = options["captions"], {key: options[key] for key in ("title", "language")}
    if isinstance(source, Path):
        path = Path(captions) if captions is not None else None
        return await add_file(app.db, app.objects, actor, source, captions=path, **rest)
    video_id = await import_video(app.db, actor, app.fetcher, source, captions_url=captions, **rest)
    async with app.db.acting_as(actor) as tx:
        return Added(video_id, True, (await get_video(tx, video_id)).title)
