"""Probe a media file: tell what it holds, before anything is stored or computed."""

from dataclasses import dataclass

from chronos.errors import Invalid
from chronos.providers.speech.media.check_complete import check_complete
from chronos.providers.speech.media.open_media import Source, choose_audio_track, open_media
from chronos.providers.speech.media.sniff import ContainerName

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
class MediaInfo:
    """The contents of a complete, readable media file."""

    container: ContainerName
    duration_seconds: float  # of its sound and pictures: as declared, or as their packets reach if that is later
    has_audio: bool
    has_video: bool
    audio_codec: str | None
    video_codec: str | None

    @property
    def content_type(self) -> str:
        """The media type with which it is served."""
        return MEDIA_TYPES[self.container]


def probe(source: Source) -> MediaInfo:
    """Return what `source` holds; every packet is read once, none is decoded.

    Raises Invalid, with one sentence for the file's owner: missing_file, not_a_file, empty_file, playlist, not_media,
    damaged, truncated, no_content, unknown_codec, too_long.
    """
    with open_media(source) as media:
        audio, video = choose_audio_track(media), next(iter(media.video_tracks), None)
        if audio is None and video is None:
            raise Invalid("The file has neither sound nor pictures: export it again.", code="media_empty")
        tally = check_complete(media)
        return MediaInfo(
            container=media.kind.container,
            duration_seconds=tally.played_seconds,
            has_audio=audio is not None,
            has_video=video is not None,
            audio_codec=audio.codec_context.name if audio else None,
            video_codec=video.codec_context.name if video and video.codec_context else None,
        )
