"""What a media file holds: the records that the decoder's process hands back."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from chronos.providers.speech.media.sniff import ContainerName

Source = Path | BinaryIO  # a local path, or a seekable binary file, which the caller closes

MEDIA_TYPES: dict[ContainerName, str] = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "webm": "video/webm",
}


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio track; its number counts from 1, as people and players do."""

    number: int
    codec: str
    language: str | None  # as the file declares it, e.g. `eng`
    title: str | None
    is_default: bool
    is_readable: bool


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The contents of a complete, readable media file."""

    container: ContainerName
    duration_seconds: float  # of its sound and pictures: as declared, or as their packets reach if that is later
    has_audio: bool
    has_video: bool
    audio_codec: str | None
    video_codec: str | None
    video_profile: str | None = None  # of the codec, as FFmpeg names it, e.g. `High 10`
    audio_tracks: tuple[AudioTrack, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type with which it is served."""
        return MEDIA_TYPES[self.container]
