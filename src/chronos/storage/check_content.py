"""Check what a file contains by its bytes: a name or a header can claim anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from chronos.errors import Invalid
from chronos.providers.speech.media import MEDIA_TYPES, empty_file, sniff
from chronos.storage.buckets import Bucket

_HEAD_BYTES = 1024
_TAIL_BYTES = 65_557  # a ZIP file's last record and the longest comment after it (APPNOTE.TXT §4.3.16)
_ZIP_END_BYTES = 22

_FAMILIES = frozenset({"video", "audio", "image"})
# Containers of pictures, sound, or both: only their tracks tell which.
_EITHER = frozenset({"mp4", "mov", "m4a", "mkv", "webm", "ogg"})
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
# Starts of other formats: a reader that finds one would not treat the file as a picture or a film.
_DISGUISES = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<?php", b"%pdf-")
# Within a picture, whose compressed bytes meet short signs by chance, more must follow. ZIP: version, flags, method.
_TEXT = frozenset(b"\t\n\f\r" + bytes(range(0x20, 0x7F)))
_LEAST_TEXT = 3  # bytes after a sign
_ZIP_FILE, _ZIP_FILE_BYTES, _ZIP_METHODS = b"PK\x03\x04", 10, frozenset({0, 8, 9, 12, 14, 93, 95, 98, 99})
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PIECE_BYTES, _OVERLAP_BYTES = 1 << 20, 32


def check_content(bucket: Bucket, declared: str, path: Path, *, is_whole: bool = True) -> None:
    """Raise Invalid (`content_not_allowed`) unless the file is of its declared family (image, video, audio) and of no
    other format at once; `file_empty` for one without bytes. Blocking.

    A bucket that takes every type takes every content. `is_whole` False: only its first bytes are here, which may end
    within a music file's tag.
    """
    if bucket.allowed_mime_types is None:
        return
    if not path.stat().st_size:
        raise empty_file()
    family = declared.partition("/")[0].strip().lower()
    with path.open("rb") as file:
        if not is_whole and file.read(3) == b"ID3":
            return
        found = sniff_type(file)
        is_picture = found is not None and "image" in found[1]
        disguise = _disguise(file) or (_within(file) if is_picture else None)
    if family not in _FAMILIES or found is None or family not in found[1]:
        really = f"it contains {found[0]}" if found else "it is not an image, video or audio file"
        raise _refusal(f"The file does not match its declared type ({declared}): {really}.")
    if disguise is not None:
        raise _refusal(f"The file is {found[0]} and {disguise} at once: export it again.")


def sniff_type(file: BinaryIO) -> tuple[str, frozenset[str]] | None:
    """Return the media type by the first bytes, and the families that it may be declared as; None for any other file.

    Blocking.
    """
    file.seek(0)
    image = _image(file.read(_HEAD_BYTES))
    if image is not None:
        return image, frozenset({"image"})
    try:
        kind = sniff(file).container
    except Invalid:
        return None
    return MEDIA_TYPES[kind], frozenset({"audio", "video"} if kind in _EITHER else {"audio"})


def _image(head: bytes) -> str | None:
    for start, kind in _IMAGES.items():
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if head[4:8] == b"ftyp" and head[8:12] in _AVIF_BRANDS else None


def _disguise(file: BinaryIO) -> str | None:
    """Return what else the file can be read as; None for nothing."""
    file.seek(0)
    head = file.read(_HEAD_BYTES).lower()
    if any(sign in head for sign in _DISGUISES):
        return "a page or a document"
    start = file.seek(max(file.seek(0, 2) - _TAIL_BYTES, 0))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    while place >= 0:
        # The signature alone would meet one honest file in 65,000: the list of contents must stand before it.
        record = tail[place : place + _ZIP_END_BYTES]
        listing = start + place - int.from_bytes(record[12:16], "little")
        if len(record) == _ZIP_END_BYTES and listing >= 0:
            file.seek(listing)
            if file.read(4) in (b"PK\x01\x02", b"PK\x05\x06"):
                return "an archive"
        place = tail.rfind(b"PK\x05\x06", 0, place)
    return None


def _within(file: BinaryIO) -> str | None:
    """Return what else begins anywhere in a picture; None for nothing."""
    file.seek(0)
    seen = b""
    while piece := file.read(_PIECE_BYTES):
        seen = seen[-_OVERLAP_BYTES:] + piece
        lower = seen.lower()
        if any(_is_followed_by_text(lower, end) for sign in _DISGUISES for end in _ends_of(sign, lower)):
            return "a page or a document"
        if any(sign in seen for sign in _ARCHIVES) or any(map(_is_zip_file, _after(_ZIP_FILE, seen))):
            return "an archive"
    return None


def _ends_of(sign: bytes, data: bytes) -> Iterator[int]:
    place = data.find(sign)
    while place >= 0:
        yield place + len(sign)
        place = data.find(sign, place + 1)


def _after(sign: bytes, data: bytes) -> Iterator[bytes]:
    return (data[end : end + _ZIP_FILE_BYTES] for end in _ends_of(sign, data))


def _is_followed_by_text(data: bytes, end: int) -> bool:
    following = data[end : end + _LEAST_TEXT]
    return len(following) == _LEAST_TEXT and _TEXT.issuperset(following)


def _is_zip_file(header: bytes) -> bool:
    """Return whether these are the version, flags and method of a file in a ZIP (APPNOTE.TXT §4.3.7)."""
    version, method = header[:2], int.from_bytes(header[4:6], "little")
    return len(header) == _ZIP_FILE_BYTES and version[0] <= 63 and version[1] <= 20 and method in _ZIP_METHODS


def _refusal(sentence: str) -> Invalid:
    return Invalid(sentence, code="content_not_allowed")
