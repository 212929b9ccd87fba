"""Check that a media file holds everything that its header declares."""

from dataclasses import dataclass, field

import av
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from chronos.errors import Invalid
from chronos.providers.speech.media.open_media import Media
from chronos.text import clock

MAX_SECONDS = 24 * 3600.0
_SLACK_SECONDS, _SLACK_SHARE = 1.0, 0.005  # how much shorter a complete file may be than its header declares


@dataclass(slots=True)
class PacketTally:
    """How far the packets counted so far reach, in seconds on the clock of the file, which is also the player's."""

    media: Media
    reached_seconds: float = 0.0
    track_seconds: dict[int, float] = field(default_factory=dict)  # sum of packet lengths by track index

    def add(self, packet: "Packet[Stream]") -> None:
        """Count one packet, unless it has no time, as the last, empty ones. Raises Invalid: too_long."""
        if packet.pts is None or packet.time_base is None:
            return
        length = float((packet.duration or 0) * packet.time_base)
        end = float(packet.pts * packet.time_base) + length
        self.reached_seconds = max(self.reached_seconds, end)
        self.track_seconds[packet.stream.index] = self.track_seconds.get(packet.stream.index, 0.0) + length
        _require_short(end)

    def require_complete(self) -> None:
        """Raise Invalid (no_content, too_long, truncated) unless the file holds what its header declares."""
        declared = declared_seconds(self.media) or 0.0
        if not self.track_seconds:
            raise Invalid("The file has a header and nothing after it: export or upload it again.", code="media_empty")
        _require_short(declared)
        # Reading ends at the first missing sample of any track, so the furthest track decides.
        if self.reached_seconds < declared - _SLACK_SECONDS - _SLACK_SHARE * declared:
            reached, whole = clock(round(self.reached_seconds)), clock(round(declared))
            raise Invalid(
                f"The file is cut off at {reached} of {whole}: export or upload it again.", code="media_truncated"
            )


def check_complete(media: Media) -> PacketTally:
    """Read every packet once without decoding any. Raises Invalid like `require_complete`."""
    tally = PacketTally(media)
    try:
        for packet in media.container.demux():
            tally.add(packet)
    except FFmpegError:
        pass  # the file ends where reading fails; the next line checks whether that is too early
    tally.require_complete()
    return tally


def declared_seconds(media: Media) -> float | None:
    """Return the length that the file's header declares, None when it declares none.

    FFmpeg replaces a missing length by a guess from the bit rate, which does not count: in Matroska a guess is known by
    tracks that have a length, in MP3 by the missing frame count; ADTS has no header.
    """
    kind, container = media.kind, media.container
    tracks = [*container.streams.audio, *media.video_tracks]
    whole = container.duration / av.time_base if container.duration else None
    if kind.declared_bytes and whole:  # FFmpeg shortens a cut WAV to its actual length
        return whole * max(kind.declared_bytes / media.size_bytes, 1.0)
    if kind.demuxer == "mov":
        return max((_track_seconds(track) for track in tracks), default=0.0) or None
    if kind.demuxer == "matroska" and any(track.duration is not None for track in tracks):
        return None
    if kind.container == "aac" or (kind.container == "mp3" and not kind.has_length_tag):
        return None
    return whole


def _require_short(seconds: float) -> None:
    if seconds > MAX_SECONDS:
        raise Invalid("The file is longer than 24 hours: split it into parts.", code="media_too_long")


def _track_seconds(track: Stream) -> float:
    if track.time_base is None:
        return 0.0
    return float((track.duration or 0) * track.time_base)
