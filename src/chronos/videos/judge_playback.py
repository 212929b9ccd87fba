"""Judge whether browsers play a file, by the codings that were found in it."""

from collections.abc import Mapping
from dataclasses import dataclass

# What the present Chrome, Edge, Firefox and Safari play on every device; H.264 with 8 bits and 4:2:0 alone.
_PICTURES = frozenset({"h264", "vp8", "vp9"})
_SOUNDS = frozenset({"aac", "flac", "libopus", "mp3", "mp3float", "opus", "vorbis"})
_PCM = frozenset({"pcm_s16le", "pcm_s24le", "pcm_u8", "pcm_f32le"})  # in WAV, not in MP4 or MOV
_UNPLAYED_PROFILES = ("10", "4:2:2", "4:4:4")
_CONTAINERS = frozenset({"aac", "flac", "m4a", "mov", "mp3", "mp4", "ogg", "wav", "webm"})
_NAMES: Mapping[str, str] = {
    "ac3": "Dolby Digital (AC-3)",
    "alac": "Apple Lossless (ALAC)",
    "av1": "AV1",
    "dnxhd": "Avid DNxHD",
    "eac3": "Dolby Digital Plus (E-AC-3)",
    "hevc": "HEVC (H.265)",
    "libdav1d": "AV1",
    "mjpeg": "Motion JPEG",
    "mp2": "MPEG audio layer II",
    "mp2float": "MPEG audio layer II",
    "mpeg1video": "MPEG-1",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4 Part 2",
    "prores": "Apple ProRes",
}


@dataclass(frozen=True, slots=True)
class Codings:
    """How a file is coded, by FFmpeg's names; None for what it has not, or for all before it was read."""

    container: str | None
    video_codec: str | None = None
    video_profile: str | None = None
    audio_codec: str | None = None


def word_playback_problem(codings: Codings, *, is_own: bool) -> str | None:
    """Return why not every browser plays the file and what its creator, or else a student, can do; None if all do."""
    if codings.container is None:
        return None
    parts = [part for part in (_container(codings), _pictures(codings), _sound(codings)) if part is not None]
    if not parts:
        return None
    why = " and ".join(parts)
    if is_own:
        sound = codings.video_codec is None
        form = "as M4A or MP3" if sound else "as MP4 with H.264 pictures (8 bits, 4:2:0) and AAC sound"
        return (
            f"Not every browser plays this file: {why}. Export it again {form} and add that file. Search and answers "
            "work either way."
        )
    return f"Your browser may not play this video: {why}. Its transcript and answers work; tell your teacher."


def _container(codings: Codings) -> str | None:
    return None if codings.container in _CONTAINERS else "its container is Matroska (MKV)"


def _pictures(codings: Codings) -> str | None:
    codec, profile = codings.video_codec, codings.video_profile or ""
    if codec is None:
        return None
    if codec == "h264" and any(mark in profile for mark in _UNPLAYED_PROFILES):
        return f"its pictures are H.264 in the profile {profile}"
    return None if codec in _PICTURES else f"its pictures are {_NAMES.get(codec, codec)}"


def _sound(codings: Codings) -> str | None:
    codec = codings.audio_codec
    if codec is None or codec in _SOUNDS or (codec in _PCM and codings.container == "wav"):
        return None
    name = "uncompressed (PCM)" if codec.startswith("pcm_") else _NAMES.get(codec, codec)
    return f"its sound is {name}"
