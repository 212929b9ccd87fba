"""Check that a media file holds everything that its header declares."""

from dataclasses import dataclass, field

import av
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.open_media import Media
from chronos.text import clock

MAX_SECONDS = 24 * 3600.0
_ADTS_HEAD_BYTES = 7
# How much shorter a complete file may be than its header declares; WAV, FLAC and MP3 count samples or frames.
_SLACK_SECONDS, _SLACK_SHARE = 1.0, 0.005
_HOLE_BYTES = 4096  # that no packet has, between two packets: more than Matroska has to say there
_LONGEST_PACKET_SECONDS = 0.5
_COUNTED, _COUNTED_SLACK_SECONDS = frozenset({"wav", "flac", "mp3"}), 0.25


@dataclass(slots=True)
class PacketTally:
    """How far the packets counted so far reach, in seconds on the clock of the file, which is also the player's.

    Only sound and moving pictures count: a subtitle can last to the end of a film that is cut off in its middle.
    """

    media: Media
    reached_seconds: float = 0.0
    track_seconds: dict[int, float] = field(default_factory=dict)  # sum of packet lengths by track index
    _lost_seconds: dict[int, float] = field(default_factory=dict)  # of tracks on both sides of a hole in the file
    _ends: dict[int, float] = field(default_factory=dict)  # of the last packet of each track
    _behind_hole: set[int] = field(default_factory=set)  # tracks of which no packet has come after it
    _read_to: int = 0  # one past the last packet's bytes
    _subtitles_seconds: float = 0.0  # the length of Matroska is that of its longest track of any kind
    _is_last_cut: bool = False  # ADTS: the last frame is shorter than it declares
    _played: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._played = frozenset(
            track.index for track in (*self.media.container.streams.audio, *self.media.video_tracks)
        )

    @property
    def played_seconds(self) -> float:
        """How long the sound and the pictures of a complete file last."""
        if self.media.kind.demuxer == "matroska":
            return self.reached_seconds
        return max(declared_seconds(self.media) or 0.0, self.reached_seconds)

    def track_length(self, track: Stream) -> float:
        """Return how many seconds of the track there should be: as declared, or as its packets say if that is more.

        Where Matroska is damaged FFmpeg skips to the next cluster: the time between is lost, unlike a pause.
        """
        declared = _track_seconds(track) if self.media.kind.demuxer == "mov" else 0.0
        found = self.track_seconds.get(track.index, 0.0) + self._lost_seconds.get(track.index, 0.0)
        return max(declared, found)

    def add(self, packet: "Packet[Stream]") -> None:
        """Count one packet, unless it has no time, as the last, empty ones. Raises Invalid: too_long."""
        if packet.pts is None or packet.time_base is None:
            return
        length = float((packet.duration or 0) * packet.time_base)
        end = float(packet.pts * packet.time_base) + length
        if packet.stream.index not in self._played:
            self._subtitles_seconds = max(self._subtitles_seconds, end)
            return
        self.reached_seconds = max(self.reached_seconds, end)
        _require_short(end)
        if self.media.kind.demuxer == "matroska":
            self._note_hole(packet, end - length, end)
            length = length or self._step(packet.stream.index, end)
        self._ends[packet.stream.index] = end
        self.track_seconds[packet.stream.index] = self.track_seconds.get(packet.stream.index, 0.0) + length
        if self.media.kind.demuxer == "aac":
            self._is_last_cut = _frame_bytes(bytes(packet)) > packet.size

    def _note_hole(self, packet: "Packet[Stream]", begin: float, end: float) -> None:
        track, place = packet.stream.index, packet.pos or 0
        if self._read_to and place - self._read_to > _HOLE_BYTES:
            self._behind_hole = set(self._ends)
        if track in self._behind_hole:
            self._behind_hole.remove(track)
            self._lost_seconds[track] = self._lost_seconds.get(track, 0.0) + max(begin - self._ends[track], 0.0)
        self._read_to = max(self._read_to, place + packet.size)

    def _step(self, track: int, begin: float) -> float:
        """Return the length of the packet before, of a track whose packets declare none; a pause has no length."""
        step = begin - self._ends.get(track, begin)
        return step if 0 < step <= _LONGEST_PACKET_SECONDS else 0.0

    def require_complete(self) -> None:
        """Raise Invalid (no_content, too_long, truncated) unless the file holds what its header declares."""
        if not self.track_seconds:
            raise Invalid("The file has a header and nothing after it: export or upload it again.", code="media_empty")
        declared = declared_seconds(self.media) or 0.0
        _require_short(declared)
        reached = self.reached_seconds
        if self.media.kind.demuxer == "matroska":
            reached = max(reached, self._subtitles_seconds)
        # Reading ends at the first missing sample of any track, so the furthest track decides.
        slack = _COUNTED_SLACK_SECONDS if self.media.kind.demuxer in _COUNTED else _SLACK_SECONDS
        if reached < declared - slack - _SLACK_SHARE * declared:
            raise _cut_off(self.reached_seconds, declared)
        if self._is_last_cut or self.media.size_bytes < (self.media.length.end_bytes or 0):
            raise _cut_off(self.reached_seconds, declared)


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

    FFmpeg replaces a missing length by a guess from the bit rate, which does not count: MP3 without a count of its
    frames, ADTS and Ogg have none. That of Matroska can be the length of its subtitles.
    """
    kind, container = media.kind, media.container
    if kind.demuxer == "mov":
        tracks = [*media.container.streams.audio, *media.video_tracks]
        return max((_track_seconds(track) for track in tracks), default=0.0) or None
    if kind.container == "flac":
        return container.duration / av.time_base if container.duration else None
    return media.length.seconds


def _cut_off(reached: float, whole: float) -> Invalid:
    begin, end = clock(round(reached)), clock(round(whole))
    where = f"at {begin} of {end}" if reached < whole and begin != end else f"at {begin}"
    return Invalid(f"The file is cut off {where}: export or upload it again.", code="media_truncated")


def _frame_bytes(frame: bytes) -> int:
    """Return the length that an ADTS frame declares (ISO/IEC 13818-7 §6.2); 0 for other bytes."""
    if len(frame) < _ADTS_HEAD_BYTES or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return 0
    return (frame[3] & 0x03) << 11 | frame[4] << 3 | frame[5] >> 5


def _require_short(seconds: float) -> None:
    if seconds > MAX_SECONDS:
        raise Invalid("The file is longer than 24 hours: split it into parts.", code="media_too_long")


def _track_seconds(track: Stream) -> float:
    if track.time_base is None:
        return 0.0
    return float((track.duration or 0) * track.time_base)
