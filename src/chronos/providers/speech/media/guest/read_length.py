"""Read the length that a file's own header declares, in bytes or in seconds, without FFmpeg's guesses."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from chronos.providers.speech.media.sniff import Kind

_MAX_BOXES = 200_000  # a day of fragments of two seconds has 86,400
_MAX_ELEMENTS = 100_000  # a day has 17,280 clusters of five seconds
_HEAD_BYTES = 16  # of a box, chunk or element
_SAMPLE_BOXES = frozenset({b"mdat", b"moof", b"moov"})  # the boxes without which sound or pictures are lost
# A recorder that cannot seek writes 0, all ones or the largest size that it knows, less its header: 0x7FFFF000,
# 0x80000000 … No file of that size is taken.
_PLACEHOLDER_BYTES = 0x7FFF0000
_ZEROS_BYTES = 2048  # no frame or page ends in so many
_MAX_PAGE_BYTES = 65_307  # RFC 3533 §6
_PAGE_HEAD_BYTES = 27
_TAGGED_BYTES = 256  # of the first MP3 frame, in which a count of frames would be
# RFC 9559 §5.1
_SEGMENT, _INFO, _CLUSTER, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x1F43B675, 0x2AD7B1, 0x4489


@dataclass(frozen=True, slots=True)
class Length:
    """The declared length of a file; None where its header says nothing.

    `end_bytes` is the least size of the whole file; `seconds` is the time to which its longest track lasts.
    """

    end_bytes: int | None = None
    seconds: float | None = None


def read_length(file: BinaryIO, kind: Kind) -> Length:
    """Return the declared length of `file`; its position afterwards is undefined."""
    size = file.seek(0, os.SEEK_END)
    match kind.demuxer:
        case "mov":
            return Length(_iso_end(file, size))
        case "matroska":
            return _segment_length(file, size)
        case "wav":
            return Length(seconds=_wav_seconds(file, size))
        case "ogg":
            return Length(_last_page_end(file, size))
        case "aac":
            return Length(size + 1 if _ends_in_zeros(file, size) else None)
        case "mp3":
            return Length(seconds=_mp3_seconds(_read_at(file, kind.start_bytes, _TAGGED_BYTES)))
    return Length()


def read_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield name and end of each top-level box of an ISO file (ISO/IEC 14496-12 §4.2); a box may end behind it."""
    offset = 0
    for _ in range(_MAX_BOXES):
        head = _read_at(file, offset)
        length, name = int.from_bytes(head[:4]), head[4:8]
        if length == 1:  # a 64-bit length follows the name
            length = int.from_bytes(head[8:16])
        if length == 0 and name != bytes(4):  # up to the end of the file
            length = size - offset
        if length < 8 or offset >= size:  # shorter than a header: damaged
            return
        offset += length
        yield name, offset


def _iso_end(file: BinaryIO, size: int) -> int | None:
    boxes = [box for box in read_boxes(file, size) if box[0] in _SAMPLE_BOXES]
    end = max((end for _, end in boxes), default=0)
    if any(name == b"moof" for name, _ in boxes) and _ends_in_zeros(file, size):
        return size + 1  # further fragments are missing; without fragments the index tells the length
    return end or None


def _ends_in_zeros(file: BinaryIO, size: int) -> bool:
    """Return whether the last pieces of a download are missing, though it has its full size."""
    tail = _read_at(file, max(size - _ZEROS_BYTES, 0), _ZEROS_BYTES)
    return tail == bytes(_ZEROS_BYTES)


def _segment_length(file: BinaryIO, size: int) -> Length:
    """Return the end of the segment, and its duration, which is that of its longest track, subtitles among them."""
    for number, start, end in _elements(file, 0, size):
        if number == _SEGMENT:
            return Length(_segment_end(file, start, end), _segment_seconds(file, start, size))
    return Length()


def _segment_end(file: BinaryIO, start: int, end: int | None) -> int | None:
    """Return the declared end; one byte more when what should be elements are zeros, though the file has its size."""
    if end is None:
        return None
    reached = start
    for _, _, reached_now in _elements(file, start, end):
        reached = reached_now or end
    return end + 1 if reached < end and _read_at(file, reached) == bytes(_HEAD_BYTES) else end


def _segment_seconds(file: BinaryIO, start: int, size: int) -> float | None:
    for number, begin, end in _elements(file, start, size):
        if number == _CLUSTER:
            break
        if number == _INFO and end is not None:
            fields = {name: _value(file, first, last) for name, first, last in _elements(file, begin, end)}
            scale = int.from_bytes(fields.get(_SCALE, b"")) or 1_000_000  # nanoseconds
            return _float(fields.get(_DURATION, b"")) * scale / 1e9 or None
    return None


def _elements(file: BinaryIO, offset: int, end: int) -> Iterator[tuple[int, int, int | None]]:
    """Yield number, start and end of each EBML element (RFC 8794 §4, §5); the end is None when it is unknown."""
    for _ in range(_MAX_ELEMENTS):
        head = _read_at(file, offset)
        number_bytes = _width(head[:1])
        size_bytes = _width(head[number_bytes : number_bytes + 1]) if number_bytes else 0
        if offset >= end or not number_bytes or not size_bytes or number_bytes + size_bytes > len(head):
            return
        start = offset + number_bytes + size_bytes
        length = int.from_bytes(head[number_bytes : number_bytes + size_bytes]) & (1 << 7 * size_bytes) - 1
        if length == (1 << 7 * size_bytes) - 1:
            yield int.from_bytes(head[:number_bytes]), start, None
            return
        yield int.from_bytes(head[:number_bytes]), start, start + length
        offset = start + length


def _width(first: bytes) -> int:
    """Return how many bytes a variable-size integer has, by its first byte; 0 for none."""
    return 9 - first[0].bit_length() if first and first[0] else 0


def _value(file: BinaryIO, start: int, end: int | None) -> bytes:
    return _read_at(file, start)[: (end or start) - start]


def _float(value: bytes) -> float:
    return float(struct.unpack({4: ">f", 8: ">d"}[len(value)], value)[0]) if len(value) in (4, 8) else 0.0


def _wav_seconds(file: BinaryIO, size: int) -> float | None:
    """Return the length of the data chunk by the byte rate of the format chunk; None for a placeholder."""
    long_size = rate = 0
    offset = 12
    for _ in range(_MAX_ELEMENTS):
        head = _read_at(file, offset, 40)
        name, length = head[:4], int.from_bytes(head[4:8], "little")
        if name == b"ds64":  # of RF64 and BW64 (EBU Tech 3306)
            long_size = int.from_bytes(head[16:24], "little")
        if name == b"fmt ":
            rate = int.from_bytes(head[16:20], "little")
        if name == b"data":
            length = long_size if length == 0xFFFFFFFF else length
            is_known = rate and (0 < length < _PLACEHOLDER_BYTES or 0 < length <= size)
            return length / rate if is_known else None
        offset += 8 + length + length % 2
        if offset >= size:
            break
    return None


def _mp3_seconds(frame: bytes) -> float | None:
    """Return the length by the count of frames in a Xing, Info or VBRI tag, which lies in the first frame."""
    is_version_1 = frame[1] & 0x08
    rate = (44_100, 48_000, 32_000)[frame[2] >> 2 & 0x03] / (1 if is_version_1 else 2 if frame[1] & 0x10 else 4)
    seconds = (1152 if is_version_1 or frame[1] & 0x06 == 0x04 else 576) / rate
    for tag, flag, place in ((b"Xing", 0x01, 8), (b"Info", 0x01, 8), (b"VBRI", 0, 14)):
        at = frame.find(tag)
        if at >= 0 and (not flag or frame[at + 7] & flag):
            return int.from_bytes(frame[at + place : at + place + 4]) * seconds or None
    return None


def _last_page_end(file: BinaryIO, size: int) -> int:
    """Return where the last page of an Ogg file must end (RFC 3533 §6); behind the file if there is none."""
    start = max(size - _MAX_PAGE_BYTES - _PAGE_HEAD_BYTES, 0)
    tail = _read_at(file, start, size - start)
    place = tail.rfind(b"OggS")
    if place < 0 or _ends_in_zeros(file, size):
        return size + 1
    page = tail[place:]
    if len(page) < _PAGE_HEAD_BYTES or len(page) < _PAGE_HEAD_BYTES + page[26]:
        return start + place + _MAX_PAGE_BYTES
    return start + place + _PAGE_HEAD_BYTES + page[26] + sum(page[_PAGE_HEAD_BYTES : _PAGE_HEAD_BYTES + page[26]])


def _read_at(file: BinaryIO, offset: int, count: int = _HEAD_BYTES) -> bytes:
    file.seek(offset)
    return file.read(count)
