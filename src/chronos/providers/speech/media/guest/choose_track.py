"""Choose the audio track to decode."""

from av.audio.stream import AudioStream
from av.stream import Disposition

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.open_media import AUDIO_CODECS, MAX_RATE, MIN_RATE, Media


def choose_track(media: Media, number: int | None = None) -> AudioStream | None:
    """Return audio track `number` (from 1), or the default one, or the first that can be decoded; None without audio.

    Raises Invalid: audio_track_unknown, codec_unknown, media_damaged, media_encrypted.
    """
    tracks = list(media.container.streams.audio)
    if number is not None:
        if not 1 <= number <= len(tracks):
            raise Invalid(_no_such_track(number, len(tracks)), code="audio_track_unknown")
        tracks = [tracks[number - 1]]
    if not tracks:
        return None
    known = [track for track in tracks if is_known(track)]
    if not known:
        name = tracks[0].codec_context.name if tracks[0].codec_context else "unknown"
        raise Invalid(
            f"The sound is in a coding that Chronos cannot read ({name}): export the file with AAC or Opus sound.",
            code="codec_unknown",
        )
    readable = [track for track in known if MIN_RATE <= track.codec_context.sample_rate <= MAX_RATE]
    if not readable:
        raise Invalid("The sound is damaged and cannot be decoded: export the file again.", code="media_damaged")
    return next((track for track in readable if track.disposition & Disposition.default), readable[0])


def is_known(track: AudioStream) -> bool:
    """Return whether the track's codec is among those that are decoded."""
    return bool(track.codec_context) and track.codec_context.codec.name in AUDIO_CODECS


def _no_such_track(number: int, count: int) -> str:
    if not count:
        return f"There is no audio track {number}: the file has no audio track."
    has = "one audio track" if count == 1 else f"{count} audio tracks"
    return f"There is no audio track {number}: the file has {has}."
