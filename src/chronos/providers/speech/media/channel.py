"""The wire between the decoder's process and ours: frames of a kind, a length and that many bytes."""

import os
import struct

_HEAD = struct.Struct("!cI")
MAX_FRAME_BYTES = 16 << 20  # a guest that sends more is not ours any more

REQUEST, INFO, BLOCK, DONE = b"q", b"i", b"s", b"d"  # what to do; what the file holds; sound; the end
READ, BYTES = b"r", b"b"  # a piece of the file is asked for, and sent
PICTURE = b"p"  # an encoded picture
REFUSED, FAILED = b"e", b"x"  # the file cannot be used; a bug of ours


class Closed(Exception):
    """The other side has ended."""


def send_frame(descriptor: int, kind: bytes, payload: bytes = b"") -> None:
    """Write one frame; blocking. Raises Closed."""
    data = memoryview(_HEAD.pack(kind, len(payload)) + payload)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError as error:
        raise Closed from error


def receive_frame(descriptor: int) -> tuple[bytes, bytes]:
    """Read one frame; blocking. Raises Closed."""
    kind, length = _HEAD.unpack(_read(descriptor, _HEAD.size))
    if length > MAX_FRAME_BYTES:
        raise Closed
    return kind, _read(descriptor, length)


def _read(descriptor: int, count: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < count:
        try:
            piece = os.read(descriptor, count - len(pieces))
        except OSError as error:
            raise Closed from error
        if not piece:
            raise Closed
        pieces += piece
    return bytes(pieces)
