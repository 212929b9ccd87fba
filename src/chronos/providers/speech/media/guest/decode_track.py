"""Decode a media file into blocks of sound at 16 kHz, in constant memory, on the player's clock."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.check_complete import PacketTally
from chronos.providers.speech.media.guest.choose_track import choose_track
from chronos.providers.speech.media.guest.open_media import MAX_RATE, MIN_RATE, Media, open_media
from chronos.providers.speech.transcriber import SAMPLE_RATE
from chronos.text import clock

Block = NDArray[np.float32]  # shape (channels, samples); one channel or two; any number
OnLost = Callable[[float], None]

_GAP_SECONDS = 0.1  # timestamps are rounded (WebM: to 1 ms) and drift a little; only more than this is a gap
_REWIND_SECONDS = 5.0  # a longer step back is a restarted clock, not repeated sound
_SILENCE_SAMPLES = 30 * SAMPLE_RATE
_DECODED_SHARE = 0.9  # of a track; with less it is refused, rather than transcribed in parts
_LOST_SECONDS = 1.0  # less is what encoders put before the sound, and lengths that are rounded
_ZERO_PACKET_BYTES = 4


def decode_track(file: BinaryIO, number: int | None = None, on_lost: OnLost | None = None) -> Iterator[Block]:
    """Yield blocks of one or two channels; a browser plays sample i of the whole at `currentTime` i / 16,000 s.

    Gaps in the file's timestamps are filled with silence, including the time before the first one: a browser counts
    from the zero of the file, not from where its sound begins (measured in Chromium). A file without sound yields
    nothing. `on_lost` receives how many seconds could not be decoded, if it is more than a few packets. Raises Invalid
    when opening fails, and at the end when the file is cut off or damaged.
    """
    with open_media(file) as media:
        tally = PacketTally(media)
        track = choose_track(media, number)
        decoder = _Decoder(track) if track else None
        for packet in _packets(media):
            tally.add(packet)
            if decoder and packet.stream.index == decoder.track.index:
                yield from decoder.decode(packet)
        tally.require_complete()
        if decoder:
            yield from decoder.flush()
            expected = tally.track_length(decoder.track)
            _require_decoded(decoder.decoded_seconds, expected)
            if on_lost and expected - decoder.decoded_seconds >= _LOST_SECONDS:
                on_lost(expected - decoder.decoded_seconds)


class _Decoder:
    """Decodes one track, packet by packet, and keeps its position on the clock."""

    def __init__(self, track: AudioStream) -> None:
        self.track = track
        self.decoded_seconds = 0.0
        self._is_pcm = track.codec_context.name.startswith("pcm_")
        self._position = 0.0  # of the next frame, in seconds
        self._written = 0  # samples
        self._form: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self._layout = "mono" if track.codec_context.layout.nb_channels == 1 else "stereo"

    def decode(self, packet: "Packet[Stream]") -> Iterator[Block]:
        if not self._is_pcm and packet.size >= _ZERO_PACKET_BYTES and not bytes(packet).strip(b"\0"):
            return  # a missing piece of a download, which Opus takes for silence
        try:
            frames = packet.decode()
        except FFmpegError:
            return  # a damaged packet becomes a short silence; `_require_decoded` limits them
        for frame in frames:
            if isinstance(frame, AudioFrame):
                yield from self._place(frame)

    def flush(self) -> Iterator[Block]:
        """Yield the rest of the resampler; decoding can continue afterwards."""
        if self._resampler:
            yield from self._blocks(self._resampler.resample(None))
        self._resampler = self._form = None

    def _place(self, frame: AudioFrame) -> Iterator[Block]:
        begin = self._position if frame.time is None else frame.time
        if 0 < self._position - _GAP_SECONDS - begin < _REWIND_SECONDS:
            return
        if begin > self._position + _GAP_SECONDS:
            yield from self.flush()
            yield from self._silence(round(begin * SAMPLE_RATE))
            self._position = begin
        yield from self._resample(frame)

    def _resample(self, frame: AudioFrame) -> Iterator[Block]:
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:  # joined files change their rate or channels midway
            if not MIN_RATE <= frame.sample_rate <= MAX_RATE:
                return
            yield from self.flush()
            self._form, self._resampler = form, AudioResampler("fltp", self._layout, SAMPLE_RATE)
        seconds = frame.samples / frame.sample_rate
        self._position += seconds
        self.decoded_seconds += seconds
        if self._resampler:
            yield from self._blocks(self._resampler.resample(frame))

    def _silence(self, until: int) -> Iterator[Block]:
        channels = 1 if self._layout == "mono" else 2
        while self._written < until:
            block = np.zeros((channels, min(_SILENCE_SAMPLES, until - self._written)), dtype=np.float32)
            self._written += block.shape[1]
            yield block

    def _blocks(self, frames: list[AudioFrame]) -> Iterator[Block]:
        for frame in frames:
            block = frame.to_ndarray().astype(np.float32, copy=False)
            self._written += block.shape[1]
            yield block


def _packets(media: Media) -> Iterator["Packet[Stream]"]:
    try:
        yield from media.container.demux()
    except FFmpegError:
        return  # the file ends where reading fails; `PacketTally` checks whether that is too early


def _require_decoded(decoded: float, expected: float) -> None:
    if decoded < _DECODED_SHARE * expected:
        raise Invalid(
            f"The sound is damaged: only {clock(round(decoded))} of {clock(round(expected))} can be decoded. "
            "Export the file again.",
            code="media_damaged",
        )
