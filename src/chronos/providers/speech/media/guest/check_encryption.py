"""Check that a file is not encrypted, before its noise is taken for silence."""

import os
from typing import BinaryIO

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.read_length import read_boxes
from chronos.providers.speech.media.sniff import Kind

_HEADER_BYTES = 16 << 20  # of an index; the descriptions of tracks come before the tables of samples
_MATROSKA_BYTES = 1 << 20
_DESCRIPTION, _FORMAT_AT = b"stsd", 16  # ISO/IEC 14496-12 §8.5.2: version, count, size, and the format of the first
_ENCRYPTED = frozenset({b"enca", b"encv", b"drms", b"drmi"})  # ISO/IEC 23001-7; FairPlay
_ENCRYPTION = b"\x50\x33\x81\x01"  # ContentEncodingType: encryption (RFC 9559 §5.1.4.1.31.6)


def check_encryption(file: BinaryIO, kind: Kind) -> None:
    """Raise Invalid (`media_encrypted`) for a file whose sound or pictures are encrypted."""
    if kind.demuxer == "mov":
        is_encrypted = _has_encrypted_track(_index(file))
    elif kind.demuxer == "matroska":
        file.seek(0)
        is_encrypted = _ENCRYPTION in file.read(_MATROSKA_BYTES).partition(b"\x1f\x43\xb6\x75")[0]
    else:
        return
    if is_encrypted:
        raise Invalid(
            "The file is encrypted (copy protection): export it again without, or record it.", code="media_encrypted"
        )


def _index(file: BinaryIO) -> bytes:
    start = 0
    for name, end in read_boxes(file, file.seek(0, os.SEEK_END)):
        if name == b"moov":
            file.seek(start)
            return file.read(min(end - start, _HEADER_BYTES))
        start = end
    return b""


def _has_encrypted_track(index: bytes) -> bool:
    place = index.find(_DESCRIPTION)
    while place >= 0:
        if index[place + _FORMAT_AT : place + _FORMAT_AT + 4] in _ENCRYPTED:
            return True
        place = index.find(_DESCRIPTION, place + 4)
    return False
