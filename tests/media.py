"""Small media files for tests, made with PyAV."""

import contextlib
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # shape (channels, samples)

RATE = 10  # pictures a second
SAMPLE_RATE = 16_000
_RATES = {"ac3": 48_000, "libopencore_amrnb": 8_000}  # codecs that know no 16 kHz
_LAYOUTS = {"vorbis": "stereo"}  # FFmpeg's own encoder knows no other
_CODECS = {".webm": "libopus", ".ogg": "libopus", ".mp3": "libmp3lame", ".wav": "pcm_s16le", ".flac": "flac"}
_PICTURES = {".webm": "libvpx"}
_FORMATS = {".m4a": "ipod", ".aac": "adts"}


def a_silent_video(path: Path, *, seconds: int = 4) -> Path:
    """Grey pictures with a silent sound track; files of different lengths have different bytes."""
    return record(path, [np.zeros((1, seconds * SAMPLE_RATE), np.float32)], picture_seconds=seconds)


def a_video_without_audio(path: Path, *, seconds: int = 4) -> Path:
    """Grey pictures and no sound track."""
    return record(path, [], picture_seconds=seconds)


def a_tone(path: Path, *, seconds: int = 4, hertz: float = 440.0) -> Path:
    """Grey pictures and one steady tone."""
    return record(path, [tone(seconds, hertz)], picture_seconds=seconds)


def tone(seconds: float, hertz: float = 440.0, *, channels: int = 1) -> Samples:
    """A steady sine at a third of full scale."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.tile((0.3 * np.sin(2 * np.pi * hertz * times)).astype(np.float32), (channels, 1))


def melody(seconds: float) -> Samples:
    """Plucked notes, two a second, each with an overtone."""
    times = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    fades = np.exp(-3 * times)
    notes = [
        fades * (0.3 * np.sin(2 * np.pi * hertz * times) + 0.1 * np.sin(4 * np.pi * hertz * times))
        for hertz in (262, 330, 392, 523, 440, 349)
    ]
    whole = np.concatenate([notes[i % len(notes)] for i in range(round(seconds * 2))])
    return whole.astype(np.float32)[None]


def truncated(source: Path, path: Path, share: float = 0.5) -> Path:
    """The first part of a file, as a broken-off upload leaves it."""
    content = source.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def record(
    path: Path,
    tracks: Sequence[Samples],
    *,
    picture_seconds: float = 0,
    starts: Mapping[int, float] | None = None,
    codec: str | None = None,
    picture_codec: str | None = None,
    subtitle_seconds: float = 0,
    options: dict[str, str] | None = None,
) -> Path:
    """A file of the kind that `path` names, with these sound tracks at 16 kHz and grey pictures if any are wanted.

    `starts`: the second at which a track begins, by its number; other tracks begin at 0. `subtitle_seconds`: how long
    the only subtitle stays.
    """
    with (
        usual_scheduling(),
        av.open(str(path), "w", format=_FORMATS.get(path.suffix), options=options or {}) as container,
    ):
        pictures = (
            _pictures(container, picture_codec or _PICTURES.get(path.suffix, "libx264")) if picture_seconds else None
        )
        sounds = [_sound(container, codec or _CODECS.get(path.suffix, "aac"), len(samples)) for samples in tracks]
        subtitle = _subtitle(container, path) if subtitle_seconds else None
        if subtitle:
            _encode_subtitle(container, subtitle, subtitle_seconds)
        if pictures:
            _encode_pictures(container, pictures, round(picture_seconds * RATE))
        for i, (sound, samples) in enumerate(zip(sounds, tracks, strict=True)):
            _encode_sound(container, sound, samples, (starts or {}).get(i, 0.0))
    return path


@contextlib.contextmanager
def usual_scheduling() -> Iterator[None]:
    """Restore the scheduling of this thread after the block.

    As root, SVT-AV1 gives the calling thread the highest real-time priority. Every later child, a browser for one,
    would inherit it and could keep all processors from the others.
    """
    if not hasattr(os, "sched_setscheduler"):  # Linux alone has it
        yield
        return
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def _pictures(container: OutputContainer, codec: str) -> VideoStream:
    options = {"preset": "ultrafast"} if codec == "libx264" else {}
    pictures = container.add_stream(codec, rate=RATE, options=options)
    assert isinstance(pictures, VideoStream)
    pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuvj420p" if codec == "mjpeg" else "yuv420p"
    return pictures


def _subtitle(container: OutputContainer, path: Path) -> SubtitleStream:
    subtitle = container.add_stream("mov_text" if path.suffix in (".mp4", ".mov") else "srt")
    assert isinstance(subtitle, SubtitleStream)
    return subtitle


def _encode_subtitle(container: OutputContainer, track: SubtitleStream, seconds: float) -> None:
    track.codec_context.subtitle_header = b"[Events]\nFormat: Layer, Start, End, Style, Text\n"
    shown = SubtitleSet.create(b"0,0,Default,,0,0,0,,Hello", 0, round(seconds * 1000))
    packet = track.codec_context.encode_subtitle(shown)
    packet.stream, packet.time_base, packet.pts, packet.dts = track, Fraction(1, 1000), 0, 0
    packet.duration = round(seconds * 1000)
    container.mux(packet)


def _sound(container: OutputContainer, codec: str, channels: int) -> AudioStream:
    layout = _LAYOUTS.get(codec, "mono" if channels == 1 else "stereo")
    sound = container.add_stream(codec, rate=_RATES.get(codec, SAMPLE_RATE), layout=layout)
    if codec in ("vorbis", "opus"):
        sound.codec_context.options = {"strict": "experimental"}
    assert isinstance(sound, AudioStream)
    return sound


def _encode_pictures(container: OutputContainer, pictures: VideoStream, count: int) -> None:
    for number in range(count):
        grey = np.full((48, 64, 3), 90 + number % 60, np.uint8)
        picture = av.VideoFrame.from_ndarray(grey, format="rgb24")
        picture.pts, picture.time_base = number, Fraction(1, RATE)
        container.mux(pictures.encode(picture))
    container.mux(pictures.encode())


def _encode_sound(container: OutputContainer, sound: AudioStream, samples: Samples, start: float) -> None:
    layout = "mono" if len(samples) == 1 else "stereo"
    for begin in range(0, samples.shape[1], SAMPLE_RATE):
        part = np.ascontiguousarray(samples[:, begin : begin + SAMPLE_RATE], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
        frame.sample_rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        frame.pts = round(start * SAMPLE_RATE) + begin
        container.mux(sound.encode(frame))
    container.mux(sound.encode())


Paint = Callable[[float], NDArray[np.uint8]]


def a_film(
    path: Path,
    paint: Paint,
    seconds: float,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    rate: int = RATE,
    with_sound: bool = False,
) -> Path:
    """A film that shows at each second what `paint` returns for it: red, green and blue, by height and width."""
    height, width, _ = paint(0.0).shape
    with usual_scheduling(), av.open(str(path), "w") as container:
        pictures = container.add_stream(codec, rate=rate, options=options or {})
        assert isinstance(pictures, VideoStream)
        pictures.width, pictures.height, pictures.pix_fmt = width, height, pixels
        sound = _sound(container, _CODECS.get(path.suffix, "aac"), 1) if with_sound else None
        for number in range(round(seconds * rate)):
            frame = av.VideoFrame.from_ndarray(paint(number / rate), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
        if sound:
            _encode_sound(container, sound, tone(seconds), 0.0)
    return path


def plain(red: int, green: int, blue: int, *, width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """A picture of one colour."""
    return np.full((height, width, 3), (red, green, blue), np.uint8)


def stripes(*, width: int = 320, height: int = 180, every: int = 8, darkest: int = 40) -> NDArray[np.uint8]:
    """A picture of grey and white columns, which have sharp edges."""
    picture = plain(240, 240, 240, width=width, height=height)
    picture[:, np.arange(width) // every % 2 == 0] = darkest
    return picture


def blurred(picture: NDArray[np.uint8], radius: int = 6) -> NDArray[np.uint8]:
    """The picture, each row out of focus."""
    shifted = [np.roll(picture, by, axis=1).astype(np.uint32) for by in range(-radius, radius + 1)]
    return np.asarray(sum(shifted) // len(shifted), np.uint8)


def read_picture(content: bytes) -> NDArray[np.uint8]:
    """The picture in a WebP, JPEG or PNG file: red, green and blue, by height and width."""
    with av.open(io.BytesIO(content), "r") as container:
        return np.asarray(next(container.decode(video=0)).to_ndarray(format="rgb24"), np.uint8)


def encoded(picture: NDArray[np.uint8], codec: str) -> bytes:
    """The picture as a file: `mjpeg`, `png`, `libwebp` or `gif`."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.height, encoder.width = picture.shape[:2]
    form = {"mjpeg": "yuvj420p", "libwebp": "bgra", "gif": "rgb8"}.get(
        codec, "rgba" if picture.shape[2] == 4 else "rgb24"
    )
    encoder.pix_fmt, encoder.time_base = form, Fraction(1, 1)
    source = "rgba" if picture.shape[2] == 4 else "rgb24"
    frame = av.VideoFrame.from_ndarray(picture, source).reformat(format=form)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
