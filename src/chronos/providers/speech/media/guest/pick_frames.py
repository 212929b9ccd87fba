"""Pick frames of a film at given seconds, in one pass forward and within a budget of processor time."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from itertools import chain

from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.open_media import Media

# Decoders of what cameras, phones, browsers and editors write; FFmpeg's other few hundred never get the file.
VIDEO_CODECS = frozenset(
    {"dnxhd", "h263", "h264", "hevc", "libdav1d", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4", "prores", "theora"}
    | {"vp8", "vp9"}
)
# Processor seconds for all frames of a film, and the share of them in which frames between key frames are decoded.
BUDGET_SECONDS, EXACT_SHARE = 30.0, 0.6
SEEK_SECONDS = 20.0  # for one frame
_FIRST_SECONDS = 2.0  # for the first frames, whatever their share of the budget is
_RUN_PACKETS, _RUN_BYTES = 1200, 48 << 20  # that are held at once: a recording may have one key frame
_EARLY_SECONDS = 0.02  # that a small picture may show before its second
_ROUNDED_SECONDS = 0.002  # WebM has milliseconds


def choose_film(media: Media) -> VideoStream | None:
    """Return the track of moving pictures that a player shows; None without one.

    Raises Invalid (`codec_unknown`) when Chronos decodes none of its kind.
    """
    track = next(iter(media.video_tracks), None)
    if track is None:
        return None
    if not track.codec_context or track.codec_context.codec.name not in VIDEO_CODECS:
        name = track.codec_context.name if track.codec_context else "unknown"
        raise Invalid(f"The pictures are in a coding that Chronos cannot read ({name}).", code="codec_unknown")
    track.codec_context.thread_count = 1  # a guest can start no thread
    return track


def pick_frames(
    media: Media, track: VideoStream, seconds: Sequence[float], slack_seconds: float
) -> Iterator[tuple[int, VideoFrame]]:
    """Yield the place in `seconds`, which ascend, and the frame for it, in order; nothing when none can be decoded.

    It is the first key frame up to `slack_seconds` later, which costs one frame, or else the first frame at that
    second. Where that would take more than its share of the budget it is the key frame before, then the frame before.
    """
    run = _Run(track, seconds, slack_seconds)
    for packet in _packets(media, track):
        if packet.is_keyframe:
            yield from run.end(_seconds_of(packet))
        run.add(packet)
        if run.is_full:
            yield from run.spill()
    yield from run.end(None)


def pick_frame(media: Media, track: VideoStream, second: float) -> VideoFrame | None:
    """Return the frame that is shown at `second`, decoded forward from the key frame before; None when none can be."""
    if track.time_base:
        with contextlib.suppress(FFmpegError):  # without an index: from where it is
            media.container.seek(round(second / track.time_base), stream=track)
    began, found = time.process_time(), None
    for packet in chain(_packets(media, track), [None]):  # None: for the frames that the decoder still holds
        for frame in decode(track, packet):
            if found is not None and shown_at(track, frame) > second + _ROUNDED_SECONDS:
                return found
            found = frame
        if time.process_time() - began > SEEK_SECONDS:
            break
    return found


class _Run:
    """The packets from one key frame to the next, which are decoded only where a frame is wanted."""

    def __init__(self, track: VideoStream, seconds: Sequence[float], slack_seconds: float) -> None:
        self._track, self._seconds, self._slack_seconds = track, seconds, slack_seconds
        self._next = 0  # place in `seconds`
        self._began = time.process_time()
        self._last: VideoFrame | None = None
        self._begin()

    def _begin(self) -> None:
        self._packets: list[Packet[VideoStream]] = []
        self._bytes = 0
        self._is_spilled = self._is_broken = False  # its first packets were decoded already; were left out

    @property
    def is_full(self) -> bool:
        """Whether more packets would take too much memory."""
        return len(self._packets) >= _RUN_PACKETS or self._bytes >= _RUN_BYTES

    def add(self, packet: "Packet[VideoStream]") -> None:
        """Hold one packet more."""
        self._packets.append(packet)
        self._bytes += packet.size

    def end(self, key_seconds: float | None) -> Iterator[tuple[int, VideoFrame]]:
        """Yield the frames before the next key frame; None: the film ends."""
        wanted = self._list_wanted(key_seconds)
        if wanted:
            yield from self._serve(wanted)
            yield from self._repeat(wanted)
        if self._is_spilled:
            self._track.codec_context.flush_buffers()
        self._begin()

    def spill(self) -> Iterator[tuple[int, VideoFrame]]:
        """Decode what is held of a long run, to hold it no more."""
        reached = _seconds_of(self._packets[-1])
        yield from self._serve([i for i in range(self._next, len(self._seconds)) if self._seconds[i] < reached])
        self._packets, self._bytes, self._is_spilled = [], 0, True

    def _list_wanted(self, key_seconds: float | None) -> list[int]:
        """Return the places before the next key frame, without those that it is near enough for."""
        rest = range(self._next, len(self._seconds))
        return [i for i in rest if key_seconds is None or self._seconds[i] + self._slack_seconds < key_seconds]

    def _serve(self, wanted: list[int]) -> Iterator[tuple[int, VideoFrame]]:
        """Decode, and hand out the frames of the places that are reached; they leave `wanted`."""
        for frame in self._decode(wanted):
            self._last = frame
            while wanted and shown_at(self._track, frame) + _EARLY_SECONDS >= self._seconds[wanted[0]]:
                yield self._hand_out(wanted.pop(0), frame)

    def _decode(self, wanted: list[int]) -> Iterator[VideoFrame]:
        is_spilling = self.is_full
        if self._is_broken or not self._has_time(1.0):
            self._is_broken = True
            return
        is_exact = self._is_spilled or self._has_time(EXACT_SHARE)
        for packet in self._packets if is_exact else self._packets[:1]:
            yield from decode(self._track, packet)
            if (not wanted and not is_spilling) or not self._has_time(1.0):
                break
        else:
            if is_spilling and is_exact:
                return  # the decoder continues with the packets that follow
            yield from decode(self._track, None)
        self._is_broken = is_spilling
        self._track.codec_context.flush_buffers()

    def _has_time(self, share: float) -> bool:
        """Return whether the frames so far have used no more than their part of the budget, or a share of it.

        A run that is spilled has the whole: a packet that is left out leaves all later ones without a picture.
        """
        part = 1.0 if self._is_spilled or self.is_full else (self._next + 1) / len(self._seconds)
        return time.process_time() - self._began <= max(BUDGET_SECONDS * part, _FIRST_SECONDS) * share

    def _repeat(self, places: list[int]) -> Iterator[tuple[int, VideoFrame]]:
        if self._last is not None:
            for place in places:
                yield self._hand_out(place, self._last)

    def _hand_out(self, place: int, frame: VideoFrame) -> tuple[int, VideoFrame]:
        self._next = place + 1
        return place, frame


def decode(track: VideoStream, packet: "Packet[VideoStream] | None") -> list[VideoFrame]:
    """Return the frames that a packet completes, None being the end; a damaged one gives none."""
    try:
        return track.codec_context.decode(packet)
    except (FFmpegError, EOFError):
        return []


def shown_at(track: VideoStream, frame: VideoFrame) -> float:
    """Return the second of the film at which the frame is shown; the last frames of a decoder know no time base."""
    return float(frame.pts * track.time_base) if frame.pts is not None and track.time_base else 0.0


def _packets(media: Media, track: VideoStream) -> "Iterator[Packet[VideoStream]]":
    try:
        for packet in media.container.demux(track):
            if packet.size:
                yield packet
    except FFmpegError:
        return  # the file ends where reading fails: what came before has pictures


def _seconds_of(packet: "Packet[VideoStream]") -> float:
    stamp = packet.pts if packet.pts is not None else packet.dts
    return float(stamp * packet.time_base) if stamp is not None and packet.time_base else 0.0
