"""Sniff: tell the kind of a file by its first bytes, never by its name."""

from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from chronos.errors import Invalid

ContainerName = Literal["mp4", "mov", "m4a", "mkv", "webm", "mp3", "aac", "wav", "ogg", "flac"]

_HEAD_BYTES = 4096
_ID3_HEADER_BYTES = 10
_MAX_ID3_TAGS = 8  # a file could consist of tags
_MAX_PADDING_BYTES = 1 << 20  # of zeros between the tags and the first frame
_ACCEPTED = "MP4, WebM, MKV, MOV, MP3, M4A, WAV, OGG, FLAC and AAC"
# First box of an ISO base media file (ISO/IEC 14496-12); files older than the standard begin without `ftyp`.
_FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_IMAGE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_PLAYLIST_STARTS = (b"#extm3u", b"ffconcat", b"[playlist]", b"<?xml", b"<mpd", b"<smil", b"v=0")


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a file: our name for its container, and the only demuxer that may read it."""

    container: ContainerName
    demuxer: str
    start_bytes: int = 0  # where it begins, after tags and padding


def sniff(file: BinaryIO) -> Kind:
    """Return the kind of the file; its position afterwards is undefined.

    Raises Invalid: file_empty, playlist, not_media.
    """
    head = _read_at(file, 0)
    if not head:
        raise empty_file()
    offset = 0
    for _ in range(_MAX_ID3_TAGS):
        if not head.startswith(b"ID3") or len(head) < _ID3_HEADER_BYTES:
            break
        offset += _id3_size(head)
        offset += _padding(file, offset)
        head = _read_at(file, offset)
    kind = _iso(head) or _matroska(head) or _chunked(head) or _bare_frames(head)
    # An ID3 tag belongs to music files; before another kind it is a disguise.
    if kind is None or (offset and kind.container not in ("mp3", "aac", "flac")):
        raise _refusal(_read_at(file, 0))
    return replace(kind, start_bytes=offset)


def empty_file() -> Invalid:
    """Return the error for a file without bytes."""
    return Invalid("The file is empty: export or upload it again.", code="file_empty")


def _read_at(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.read(_HEAD_BYTES)


def _padding(file: BinaryIO, offset: int) -> int:
    """Return how many zeros there are from `offset` on."""
    for begin in range(offset, offset + _MAX_PADDING_BYTES, _HEAD_BYTES):
        head = _read_at(file, begin)
        if rest := head.lstrip(b"\x00"):
            return begin - offset + len(head) - len(rest)
        if not head:
            break
    return 0


def _id3_size(head: bytes) -> int:
    """Return the size of an ID3v2 tag with its header: four bytes of seven bits (id3.org, ID3v2.4.0 §3.1)."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    footer = _ID3_HEADER_BYTES if head[5] & 0x10 else 0
    return _ID3_HEADER_BYTES + size + footer


def _iso(head: bytes) -> Kind | None:
    first, brand = head[4:8], head[8:12]
    if first not in _FIRST_BOXES or brand in _IMAGE_BRANDS:
        return None
    if first != b"ftyp" or brand == b"qt  ":
        return Kind("mov", "mov")
    return Kind("m4a" if brand in (b"M4A ", b"M4B ") else "mp4", "mov")


def _matroska(head: bytes) -> Kind | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return Kind("webm" if b"webm" in head[:64] else "mkv", "matroska")


def _chunked(head: bytes) -> Kind | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return Kind("wav", "wav")
    if head.startswith(b"OggS"):
        return Kind("ogg", "ogg")
    if head.startswith(b"fLaC"):
        return Kind("flac", "flac")
    return None


def _bare_frames(head: bytes) -> Kind | None:
    """Recognise MPEG audio layer II or III, or ADTS AAC; not layer I, whose sync word is also the mark of UTF-16."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return Kind("aac", "aac")
    layer, bitrate, rate = head[1] & 0x06, head[2] >> 4, head[2] >> 2 & 0x03
    if head[1] & 0xE0 == 0xE0 and layer in (0x02, 0x04) and bitrate != 0x0F and rate != 0x03:
        return Kind("mp3", "mp3")
    return None


def _refusal(head: bytes) -> Invalid:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PLAYLIST_STARTS):
        return Invalid(
            "This is a playlist that points at other files, not a video: upload the video itself.", code="playlist"
        )
    if _is_text(head):
        return Invalid(f"This is a text file, not a video: Chronos reads {_ACCEPTED}.", code="not_media")
    return Invalid(f"Chronos does not know this kind of file: it reads {_ACCEPTED}.", code="not_media")


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        head[:-4].decode("utf-8")  # the last character may be cut in two
    except UnicodeDecodeError:
        return False
    return True
