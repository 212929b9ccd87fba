"""`chronos add`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.preview_files import preview_files
from chronos.cli.resolve_actor import Owner, acting_creator
from chronos.cli.videos import LEAST_SHARE, languages_text, pending_text
from chronos.cli.wait_for_videos import wait_for_videos
from chronos.cli.with_app import with_app
from chronos.errors import ChronosError, Invalid
from chronos.model import Actor, VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Added, Video

MEDIA_SUFFIXES = {
    ".mp4", ".m4v", ".mov", ".webm", ".mkv", ".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac",
}  # fmt: skip

FileOrAddress = str | Path


def add(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Video or audio files, folders, or addresses of files.")
    ],
    creator: Owner = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title of the one file. Default: the file's name.")
    ] = None,
    captions: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Captions (VTT or SRT) of the one file, instead of transcription."),
    ] = None,
    captions_encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the captions, e.g. windows-1251. Default: detected.")
    ] = None,
    audio_track: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Audio track to transcribe, from 1. Default: the one with speech."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Spoken language, e.g. en. Default: detected.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Process the videos now, and wait for the end.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Add nothing; show minutes, expected time and cost.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add videos to the library.

    A file that the library has already is not added twice; captions that come with it replace its text.

    Example: chronos add lectures/ --wait
    """
    from chronos.text import clean_title

    sources = list_sources(paths)
    if title is not None:
        clean_title(title)
    if len(sources) > 1 and (title or captions):
        raise Invalid("--title and --captions are for one file: add the files one by one.")
    check_captions(sources, captions, captions_encoding)
    options = {
        "title": title, "captions": captions, "captions_encoding": captions_encoding, "language": language,
        "audio_track": audio_track,
    }  # fmt: skip
    if dry_run:
        preview_files(creator, sources, options, as_json=as_json)
        return
    results, failures = with_app(lambda app: _add_all(app, creator, sources, options, wait))
    if as_json:
        print_json({"videos": results, "errors": failures})
    if failures:
        raise typer.Exit(2)  # stderr has a line for each


def list_sources(paths: Sequence[str]) -> list[FileOrAddress]:
    """Return addresses and files as they are, and all media files below folders, sorted.

    Raises Invalid for a path that is empty or does not exist, and for a folder without media files.
    """
    sources: list[FileOrAddress] = []
    for text in paths:
        if not text.strip():
            raise Invalid("A path is empty: name a file, a folder or an address.")
        path = Path(text)
        if is_address(text):
            sources.append(text)
            continue
        if "://" in text and not path.exists():
            raise Invalid(f"Only http and https addresses can be added, not {one_line(text)!r}.", code="url_invalid")
        if not path.exists():
            raise Invalid(f"There is no file {one_line(path)!r}.", code="file_unreadable")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in MEDIA_SUFFIXES and p.is_file())
            if not inside:
                raise Invalid(f"There is no video or audio file in {one_line(path)!r}.", code="folder_empty")
            sources += inside
        else:
            sources.append(path)
    return sources


def is_address(text: str) -> bool:
    """Return whether `text` is the address of a file on the web."""
    return text.lower().startswith(("http://", "https://"))


def check_captions(sources: list[FileOrAddress], captions: str | None, encoding: str | None) -> None:
    """Require captions and video to be both files or both addresses, and captions for an encoding. Raises Invalid."""
    if encoding is not None and captions is None:
        raise Invalid("--captions-encoding is for captions: name them with --captions.", code="captions_missing")
    if captions is not None and any(isinstance(source, str) != is_address(captions) for source in sources):
        raise Invalid("--captions must be an address for a video's address, and a file for a video file.")


async def _add_all(
    app: "App", creator: str | None, sources: list[FileOrAddress], options: dict[str, Any], wait: bool
) -> tuple[list["Video"], list[dict[str, str]]]:
    actor = await acting_creator(app, creator)
    added: list[Added] = []
    failures: list[dict[str, str]] = []
    for source in sources:
        try:
            one = await _add_source(app, actor, source, options)
        except ChronosError as error:
            failures.append({"file": str(source), "code": error.code, "message": str(error)})
            name = source.name if isinstance(source, Path) else source
            hint = " Name it with --captions-encoding." if error.code in ("encoding_unsure", "encoding_unknown") else ""
            typer.echo(f"chronos: {one_line(name)}: {one_line(error)}{hint}", err=True)
        else:
            added.append(one)
            news = "added" if one.is_new else "is in the library already"
            news += "; the captions replace its text" if one.has_new_captions else ""
            typer.echo(f"{one_line(one.title)}: {news} ({one.video_id})", err=True)
            if one.note is not None:
                typer.echo(f"{one_line(one.title)}: {one.note}", err=True)
    ids = [one.video_id for one in added]
    if wait and ids:
        async with app.worker():
            await wait_for_videos(app, actor, ids)
    elif any(one.is_new or one.has_new_captions for one in added):
        typer.echo("Processing starts when a worker runs: `chronos up` or `chronos worker`.", err=True)
    results, silent = await _read_outcome(app, actor, ids)
    for video in results:
        for note in filter(None, [languages_text(video), *video.warnings, pending_text(video)]):
            typer.echo(f"{one_line(video.title)}: {one_line(note)}", err=True)
    if wait:
        _say_languages(app, results)
        failures += [_report_failure(video) for video in results if video.status == "failed"]
        for title in silent:
            typer.echo(f"{one_line(title)}: there is no speech in it, so search finds nothing in it.", err=True)
    return results, failures


async def _add_source(app: "App", actor: Actor, source: FileOrAddress, options: dict[str, Any]) -> "Added":
    """Add one source; a worker fetches the file of an address later."""
    from chronos.storage import Access
    from chronos.videos import Added, Details, add_file, get_video, import_video

    captions = options["captions"]
    if isinstance(source, Path):
        details = Details(**options | {"captions": Path(captions) if captions is not None else None})
        return await add_file(Access(app.db, app.objects, actor), source, details)
    choices = {name: value for name, value in options.items() if name != "captions"}
    video_id = await import_video(app.db, actor, app.fetcher, source, captions_url=captions, **choices)
    async with app.db.acting_as(actor) as tx:
        return Added(video_id, True, (await get_video(tx, video_id)).title)


async def _read_outcome(app: "App", actor: Actor, ids: Sequence[VideoId]) -> tuple[list["Video"], list[str]]:
    """Return the videos, and the titles of completed ones without speech."""
    from chronos.videos import NO_AUDIO_TRACK, get_video, list_words

    async with app.db.acting_as(actor) as tx:
        results = [await get_video(tx, video_id) for video_id in ids]
        heard = [one for one in results if one.status == "completed" and NO_AUDIO_TRACK not in one.warnings]
        heard = [one for one in heard if one.speech_covered is None]  # else a voice is heard
        silent = [one.title for one in heard if not await list_words(tx, one.id)]
    return results, silent


def _say_languages(app: "App", videos: Sequence["Video"]) -> None:
    """Say which of the completed videos are in a language that the embedder does not know."""
    from chronos.text import UNDETERMINED

    known = app.embedder.languages
    spoken = [(video, code) for video in videos for code in _languages_of(video)]
    for video, language in spoken:
        if video.status == "completed" and known is not None and language not in known:
            which = f"videos in its language ({language}) are"
            if language == UNDETERMINED:
                which = "its language cannot be identified (--language LANGUAGE declares it): it is"
            typer.echo(
                f"{one_line(video.title)}: {which} found by words. A question is answered where a passage shares "
                "words with it, and refused otherwise.",
                err=True,
            )


def _languages_of(video: "Video") -> list[str]:
    from chronos.text import language_code

    heard = [code for code, share in video.languages.items() if share >= LEAST_SHARE]
    codes = map(language_code, [video.transcript_language, *heard])
    return list(dict.fromkeys(code for code in codes if code is not None))


def _report_failure(video: "Video") -> dict[str, str]:
    """Print the failure, for which a bar may have no room, and return it as a record."""
    message = video.error_message or ""
    typer.echo(f"chronos: {one_line(video.title)}: {one_line(message)}", err=True)
    return {"file": video.title, "code": "failed", "message": message}
