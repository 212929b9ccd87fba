"""Fetch a stream: an HLS playlist becomes one file, from public addresses, bounded in size and time."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chronos.errors import Invalid, OverLimit, ProviderError
from chronos.run_apart import TakesTooMuchError, run_apart
from chronos.videos import MAX_CAPTIONS_BYTES, MAX_FILE_BYTES, Fetcher, Wanted
from chronos.whop_courses.join_streams import join_streams
from chronos.whop_courses.playlist import Master, Rendition, read_master, read_segments

MAX_PLAYLIST_BYTES = 4 * 1024 * 1024
WHOLE_SECONDS = 2 * 3600.0
MISSING_SECONDS, MISSING_SHARE = 1.0, 0.01  # by which a playlist's own numbers may be off


@dataclass(frozen=True, slots=True)
class FetchedStream:
    """The file of a stream, and its captions if it has any."""

    video: Path
    captions: Path | None


async def fetch_stream(fetcher: Fetcher, url: str, folder: Path, language: str | None = None) -> FetchedStream:
    """Download the stream at `url` into `folder`, with captions of `language` if there are any.

    Raises Invalid (`stream_unreadable`, `media_encrypted`, and as Fetcher does), OverLimit (`too_large`),
    ProviderError.
    """
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await _Fetching(fetcher, folder).fetch(url, language)
    except TimeoutError as error:
        raise ProviderError("The lesson's video did not arrive within two hours.", code="fetch_failed") from error


class _Fetching:
    """One download; all its pieces share one limit."""

    def __init__(self, fetcher: Fetcher, folder: Path) -> None:
        self._fetcher, self._folder = fetcher, folder
        self._left = MAX_FILE_BYTES
        self._count = 0

    async def fetch(self, url: str, language: str | None) -> FetchedStream:
        """Fetch and join everything."""
        text = await self._read(url)
        master = read_master(text, url)
        if master is None:
            segments, sound = read_segments(text, url), None
        else:
            best = master.best
            segments = read_segments(await self._read(best.url), best.url)
            apart = _choose([each for each in master.audio if each.group == best.audio], language)
            sound = await self._stream("sound", apart) if apart is not None else None
        video, whole = await self._join("video", segments.pieces), self._folder / "lesson.mp4"
        try:
            seconds = await asyncio.to_thread(run_apart, join_streams, video, sound, whole)
        except TakesTooMuchError as error:
            raise Invalid("The lesson's video takes too much to read.", code="decoder_stopped") from error
        if seconds < segments.seconds * (1 - MISSING_SHARE) - MISSING_SECONDS:
            raise Invalid(
                f"A part of the lesson's video is missing: {seconds:.0f} of {segments.seconds:.0f} seconds arrived.",
                code="media_truncated",
            )
        return FetchedStream(whole, await self._captions(master, language))

    async def _captions(self, master: Master | None, language: str | None) -> Path | None:
        rendition = _choose(master.captions, language) if master is not None else None
        if rendition is None:
            return None
        path = await self._stream("captions", rendition)
        if path.stat().st_size > MAX_CAPTIONS_BYTES:
            return None  # speech recognition is better than a part of them
        text = await asyncio.to_thread(path.read_text, encoding="utf-8", errors="replace")
        # Each piece is a file of WebVTT; their headers stand between the cues of the whole.
        cues = re.sub(r"^\ufeff?WEBVTT[^\n]*\n(?:[^\n]+\n)*", "", text.replace("\r\n", "\n"), flags=re.MULTILINE)
        captions = self._folder / "captions.vtt"
        await asyncio.to_thread(captions.write_text, f"WEBVTT\n\n{cues}", encoding="utf-8")
        return captions

    async def _stream(self, name: str, rendition: Rendition) -> Path:
        segments = read_segments(await self._read(rendition.url), rendition.url)
        return await self._join(name, segments.pieces)

    async def _join(self, name: str, pieces: Sequence[str]) -> Path:
        whole = self._folder / name
        for piece in pieces:
            path = await self._get(piece, self._left)
            self._left -= path.stat().st_size
            if self._left <= 0:
                raise OverLimit(f"The video is larger than {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")
            await asyncio.to_thread(_append, path, whole)
        return whole

    async def _read(self, url: str) -> str:
        path = await self._get(url, MAX_PLAYLIST_BYTES)
        return await asyncio.to_thread(path.read_text, encoding="utf-8", errors="replace")

    async def _get(self, url: str, max_bytes: int) -> Path:
        self._count += 1
        path = self._folder / f"piece-{self._count}"
        await self._fetcher.fetch(url, path, Wanted(max_bytes, lambda _: None))
        return path


def _choose(renditions: Sequence[Rendition], language: str | None) -> Rendition | None:
    """Return the rendition of the language, or the default one, or the first."""
    of_language = [each for each in renditions if language is not None and each.language == language]
    return next(iter([*of_language, *(each for each in renditions if each.is_default), *renditions]), None)


def _append(piece: Path, whole: Path) -> None:
    with whole.open("ab") as file:
        file.write(piece.read_bytes())
    piece.unlink()
    piece.with_suffix(".json").unlink(missing_ok=True)  # the note of the download
