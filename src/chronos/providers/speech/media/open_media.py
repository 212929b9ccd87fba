"""Open a media file so that the decoder can reach nothing else."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from chronos.errors import Invalid
from chronos.providers.speech.media.read_length import Length, read_boxes, read_length
from chronos.providers.speech.media.sniff import Kind, sniff

Source = Path | BinaryIO  # a local path, or a seekable binary file, which the caller closes

MIN_RATE, MAX_RATE = 4_000, 768_000  # hertz; beyond this range a small file can decode to any amount of sound
_BUFFER_BYTES = 1 << 18
# Decoders for the codecs of browsers and phones; FFmpeg's other few hundred never get the file.
AUDIO_CODECS = frozenset(
    {"aac", "ac3", "alac", "amrnb", "amrwb", "eac3", "flac", "libopencore_amrnb", "libopencore_amrwb", "libopus"}
    | {"mp2", "mp2float", "mp3", "mp3float", "opus", "vorbis", "pcm_alaw", "pcm_mulaw", "pcm_s8", "pcm_u8"}
    | {f"pcm_{form}{order}" for form in ("f32", "f64", "s16", "s24", "s32") for order in ("be", "le")}
)


@dataclass(frozen=True, slots=True)
class Media:
    """An open media file: its kind, its size in bytes, the length that its header declares, and its demuxer."""

    kind: Kind
    size_bytes: int
    length: Length
    container: InputContainer

    @property
    def video_tracks(self) -> list[VideoStream]:
        """The tracks of moving pictures, without cover images."""
        return [track for track in self.container.streams.video if not track.disposition & Disposition.attached_pic]


@contextmanager
def open_media(source: Source) -> Iterator[Media]:
    """Open the media file `source` at its beginning.

    Raises Invalid: missing_file, not_a_file, empty_file, playlist, not_media, truncated, no_content, damaged.
    """
    with _binary(source) as file:
        kind = sniff(file)
        size = file.seek(0, os.SEEK_END)
        if kind.demuxer == "mov":
            _require_index(file, size)
        length = read_length(file, kind)
        with _demuxed(file, kind) as container:
            yield Media(kind, size, length, container)


def choose_audio_track(media: Media) -> AudioStream | None:
    """Choose the default audio track, or the first that can be decoded; None without audio.

    Raises Invalid: unknown_codec, damaged.
    """
    tracks = media.container.streams.audio
    if not tracks:
        return None
    known = [track for track in tracks if track.codec_context and track.codec_context.codec.name in AUDIO_CODECS]
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


class _Unnamed:
    """The reading half of a file, without its name: a reference inside it is relative to no folder.

    It begins after tags and padding, which FFmpeg does not always skip (MP3).
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start
        self.read = file.read
        self.seek(0)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset + (self._start if whence == os.SEEK_SET else 0), whence) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start


@contextmanager
def _binary(source: Source) -> Iterator[BinaryIO]:
    if not isinstance(source, Path):
        yield source
        return
    try:
        mode = source.stat().st_mode
        # Checked before opening, since a pipe would block forever.
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a file"
            raise Invalid(f"{str(source)!r} is {what}: name a video or audio file.", code="file_unreadable")
        with source.open("rb") as file:
            yield file
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Invalid(f"There is no file {str(source)!r}: check the path.", code="file_unreadable") from error
    except PermissionError as error:
        raise Invalid(
            f"The file {str(source)!r} may not be read: check its permissions.", code="file_unreadable"
        ) from error


def _require_index(file: BinaryIO, size: int) -> None:
    """Refuse an ISO file without its index (`moov`), as an interrupted recording or upload leaves it."""
    if not any(name == b"moov" for name, _ in read_boxes(file, size)):
        raise Invalid("The file is cut off: its index is missing. Export or upload it again.", code="media_truncated")


@contextmanager
def _demuxed(file: BinaryIO, kind: Kind) -> Iterator[InputContainer]:
    # The demuxer is given, so that a playlist cannot choose its own. Access to other files is refused three times:
    # references are not followed, no protocol is allowed, and every attempt to open ends in `_refuse`.
    rules = {"codec_whitelist": ",".join(sorted(AUDIO_CODECS)), "protocol_whitelist": "none", "max_streams": "64"}
    if kind.demuxer == "mov":
        rules |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        container = av.open(
            _Unnamed(file, kind.start_bytes),
            "r",
            format=kind.demuxer,
            container_options=rules,
            metadata_errors="replace",
            buffer_size=_BUFFER_BYTES,
            io_open=_refuse,
        )
    except EOFError as error:
        raise Invalid(
            "The file ends before its first sound or picture: export it again.", code="media_empty"
        ) from error
    except FFmpegError as error:
        raise Invalid(
            "The file is damaged and cannot be read: export or upload it again.", code="media_damaged"
        ) from error
    with container:
        yield container


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a media file may not open another file")
