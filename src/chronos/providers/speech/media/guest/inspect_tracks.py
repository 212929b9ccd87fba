"""Inspect the tracks of a media file: read every packet once, and decode none."""

from typing import BinaryIO

from av.audio.stream import AudioStream
from av.stream import Disposition

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.check_complete import check_complete
from chronos.providers.speech.media.guest.choose_track import choose_track, is_known
from chronos.providers.speech.media.guest.open_media import open_media
from chronos.providers.speech.media.media_info import AudioTrack, MediaInfo

_MAX_TITLE_CHARACTERS = 100


def inspect_tracks(file: BinaryIO, number: int | None = None) -> MediaInfo:
    """Return what the file holds, audio track `number` (from 1) or the default one being the one to decode.

    Raises Invalid: what `open_media` and `choose_track` raise, media_truncated, media_empty, media_too_long.
    """
    with open_media(file) as media:
        audio, video = choose_track(media, number), next(iter(media.video_tracks), None)
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
            video_profile=video.codec_context.profile if video and video.codec_context else None,
            audio_tracks=tuple(_describe(i, one) for i, one in enumerate(media.container.streams.audio, 1)),
        )


def _describe(number: int, track: AudioStream) -> AudioTrack:
    return AudioTrack(
        number,
        track.codec_context.name if track.codec_context else "unknown",
        track.metadata.get("language"),
        _title_of(track),
        bool(track.disposition & Disposition.default),
        is_known(track),
    )


def _title_of(track: AudioStream) -> str | None:
    title = track.metadata.get("title") or track.metadata.get("handler_name") or ""
    if title.endswith("Handler"):  # a muxer's own name, as SoundHandler
        return None
    return title[:_MAX_TITLE_CHARACTERS] or None
