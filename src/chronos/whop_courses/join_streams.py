"""Join streams: the pieces of a stream, and its sound where that is apart, become one MP4 file without recoding."""

import heapq
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from chronos.errors import Invalid

GAP_SECONDS = 2  # between two packets of a stream: a piece is longer
FORMATS = "mpegts,mov,aac"  # of what HLS consists; nothing that refers to other files


def join_streams(video: Path, sound: Path | None, whole: Path) -> float:
    """Write picture and sound of the files as they are into `whole`; return its seconds. Blocking.

    Raises Invalid (`stream_unreadable`, `media_truncated`).
    """
    try:
        with av.open(str(whole), "w", format="mp4", options={"movflags": "faststart"}) as output:
            files = [video, sound] if sound is not None else [video]
            inputs = [_open(path) for path in files]
            try:
                return _copy(inputs, output)
            finally:
                for one in inputs:
                    one.close()
    except (av.FFmpegError, ValueError) as error:
        raise Invalid(
            "The stream of the lesson's video cannot be read: its pieces are not video or sound.",
            code="stream_unreadable",
        ) from error


def _open(path: Path) -> InputContainer:
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    return av.open(str(path), "r", options=options)


def _copy(inputs: list[InputContainer], output: OutputContainer) -> float:
    chosen: dict[str, tuple[InputContainer, Stream]] = {}
    for one in inputs:
        for stream in one.streams:
            if stream.type == "video" or (
                stream.type == "audio" and (stream.type not in chosen or one is not inputs[0])
            ):
                chosen[stream.type] = (one, stream)
    if not chosen:
        raise ValueError("nothing to play")
    # All begin at the same time: a stream of TV counts from when it was sent.
    begin = min(_seconds(stream.start_time, stream.time_base) for _, stream in chosen.values())
    targets = {stream: output.add_stream_from_template(stream) for _, stream in chosen.values()}
    ends: dict[Stream, Fraction] = {}
    sources = [one.demux([stream for source, stream in chosen.values() if source is one]) for one in inputs]
    for packet in heapq.merge(*sources, key=lambda packet: _seconds(packet.dts, packet.time_base)):
        if packet.dts is None or packet.time_base is None:
            continue  # the end of a file
        at = packet.dts * packet.time_base - begin
        if at - ends.get(packet.stream, at) > GAP_SECONDS:
            raise Invalid(
                f"A part of the lesson's video is missing at {float(at):.0f} seconds.", code="media_truncated"
            )
        ends[packet.stream] = at + (packet.duration or 0) * packet.time_base
        shift = round(begin / packet.time_base)
        packet.dts -= shift
        packet.pts = packet.pts - shift if packet.pts is not None else None
        packet.stream = targets[packet.stream]
        output.mux(packet)
    return float(max(ends.values(), default=Fraction(0)))


def _seconds(time: int | None, base: Fraction | None) -> Fraction:
    return time * base if time is not None and base is not None else Fraction(0)
