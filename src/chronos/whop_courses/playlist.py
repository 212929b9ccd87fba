"""Playlist: what an HLS playlist names, as addresses; only what a recorded stream needs is understood (RFC 8216)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from chronos.errors import Invalid

MAX_SEGMENTS = 20_000  # a day in segments of five seconds, and some
BEST_HEIGHT = 720  # pixels: more costs space, and nothing is heard better

_DURATION = re.compile(r"#EXTINF:([0-9]{1,6}(?:\.[0-9]{1,9})?)")
_ATTRIBUTE = re.compile(r'(?<![A-Z0-9-])([A-Z0-9-]{1,64}+)=("[^"]*"|[^",]*)')


@dataclass(frozen=True, slots=True)
class Rendition:
    """A stream on its own: another language's sound, or captions."""

    group: str
    url: str
    language: str | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """A quality of the video. `audio`: the group of its sound where that is apart."""

    url: str
    bandwidth: int
    height: int
    audio: str | None


@dataclass(frozen=True, slots=True)
class Master:
    """All that a master playlist offers."""

    variants: Sequence[Variant]
    audio: Sequence[Rendition]
    captions: Sequence[Rendition]

    @property
    def best(self) -> Variant:
        """The best quality up to `BEST_HEIGHT`, or else the smallest."""
        fitting = [each for each in self.variants if each.height <= BEST_HEIGHT]
        if fitting:
            return max(fitting, key=lambda each: (each.height, each.bandwidth))
        return min(self.variants, key=lambda each: (each.height, each.bandwidth))


@dataclass(frozen=True, slots=True)
class Segments:
    """The addresses of a stream's pieces in order, the header first, and how long they are together."""

    pieces: Sequence[str]
    seconds: float


def read_master(text: str, base: str) -> Master | None:
    """Return what a master playlist at `base` offers; None for a playlist of segments. Raises Invalid."""
    lines = _lines(text)
    variants: list[Variant] = []
    audio: list[Rendition] = []
    captions: list[Rendition] = []
    waiting: Mapping[str, str] | None = None
    for line in lines:
        if line.startswith("#EXT-X-STREAM-INF:"):
            waiting = _attributes(line)
        elif line.startswith("#EXT-X-MEDIA:"):
            fields = _attributes(line)
            found = {"AUDIO": audio, "SUBTITLES": captions}.get(fields.get("TYPE", ""))
            if found is not None and "URI" in fields:
                found.append(_rendition(fields, base))
        elif not line.startswith("#") and waiting is not None:
            height = waiting.get("RESOLUTION", "0x0").lower().partition("x")[2]
            bandwidth = _number(waiting.get("BANDWIDTH", "0"))
            variants.append(Variant(urljoin(base, line), bandwidth, _number(height), waiting.get("AUDIO")))
            waiting = None
    return Master(variants, audio, captions) if variants else None


def read_segments(text: str, base: str) -> Segments:
    """Return the pieces of a stream. Raises Invalid (`stream_unreadable`, `media_encrypted`)."""
    pieces: list[str] = []
    seconds = 0.0
    is_whole = False
    for line in _lines(text):
        if line.startswith("#EXT-X-KEY:") and _attributes(line).get("METHOD") != "NONE":
            raise Invalid("The lesson's video is encrypted (copy protection).", code="media_encrypted")
        if line.startswith("#EXT-X-BYTERANGE"):
            raise _unreadable("its pieces are parts of files")
        if line.startswith("#EXT-X-MAP:"):
            if pieces or "BYTERANGE" in _attributes(line):
                raise _unreadable("it changes its form on the way")
            pieces.append(urljoin(base, _attributes(line).get("URI", "")))
        if found := _DURATION.match(line):
            seconds += float(found[1])
        is_whole = is_whole or line.startswith("#EXT-X-ENDLIST")
        if not line.startswith("#"):
            pieces.append(urljoin(base, line))
    if not is_whole:
        raise _unreadable("it is live, or not recorded to its end")
    if not pieces or len(pieces) > MAX_SEGMENTS:
        raise _unreadable("it has no pieces, or too many")
    return Segments(pieces, seconds)


def _lines(text: str) -> Sequence[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or lines[0] != "#EXTM3U":
        raise _unreadable("it is not a playlist")
    return lines


def _attributes(line: str) -> Mapping[str, str]:
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(line.partition(":")[2])}


def _rendition(fields: Mapping[str, str], base: str) -> Rendition:
    url = urljoin(base, fields["URI"])
    return Rendition(fields.get("GROUP-ID", ""), url, fields.get("LANGUAGE"), fields.get("DEFAULT") == "YES")


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text, re.ASCII) else 0


def _unreadable(why: str) -> Invalid:
    return Invalid(f"The stream of the lesson's video cannot be read: {why}.", code="stream_unreadable")
