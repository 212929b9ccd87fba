"""Open a media file so that the decoder can reach nothing else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.check_encryption import check_encryption
from chronos.providers.speech.media.guest.read_length import Length, read_boxes, read_length
from chronos.providers.speech.media.sniff import Kind, sniff

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
def open_media(file: BinaryIO) -> Iterator[Media]:
    """Open the media file at its beginning. Raises Invalid: file_empty, playlist, not_media, media_…"""
    kind = sniff(file)
    size = file.seek(0, os.SEEK_END)
    if kind.demuxer == "mov":
        _require_index(file, size)
    check_encryption(file, kind)
    length = read_length(file, kind)
    with _demuxed(file, kind) as container:
        yield Media(kind, size, length, container)


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
