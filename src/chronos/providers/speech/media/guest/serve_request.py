"""Serve one request as a guest: probe, decode or picture the one file that the host reads for it."""

import json
import os
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO, cast

import numpy as np

from chronos.errors import Invalid
from chronos.providers.speech.media.channel import (
    BLOCK,
    BYTES,
    DONE,
    FAILED,
    INFO,
    PICTURE,
    READ,
    REFUSED,
    REQUEST,
    Closed,
    receive_frame,
    send_frame,
)
from chronos.providers.speech.media.guest.confine import allow_seconds, confine
from chronos.providers.speech.media.guest.decode_track import Block, decode_track
from chronos.providers.speech.media.guest.inspect_tracks import inspect_tracks
from chronos.providers.speech.media.guest.read_image import read_image
from chronos.providers.speech.media.guest.take_pictures import take_pictures, take_poster
from chronos.providers.speech.media.pictures import Poster
from chronos.providers.speech.transcriber import SAMPLE_RATE

Request = dict[str, Any]
_BLOCK_SAMPLES = 4 * SAMPLE_RATE  # a frame for each packet would cost more than decoding it
_PIECE_BYTES, _MAX_PIECES = 256 * 1024, 64
_TOO_LARGE = "The file needs more memory than a decoder may use: export it again with another program."


def serve_request(descriptor: int) -> None:
    """Answer one request over `descriptor`, confined from the moment at which its size is known."""
    try:
        kind, payload = receive_frame(descriptor)
        request: Request = json.loads(payload)
        if kind == REQUEST:
            confine(request["size_bytes"])
            _answer(descriptor, request)
    except Closed:
        pass  # the host needs no more


def _answer(descriptor: int, request: Request) -> None:
    try:
        file = cast("BinaryIO", _HostFile(descriptor, request["size_bytes"]))
        TASKS[request["task"]](descriptor, file, request)
        send_frame(descriptor, DONE)
    except Invalid as error:
        send_frame(descriptor, REFUSED, json.dumps([str(error), error.code]).encode())
    except MemoryError:
        send_frame(descriptor, REFUSED, json.dumps([_TOO_LARGE, "decoder_stopped"]).encode())
    except Closed:
        raise
    except Exception:  # the host raises it
        send_frame(descriptor, FAILED, traceback.format_exc().encode())


def _probe(descriptor: int, file: BinaryIO, request: Request) -> None:
    send_frame(descriptor, INFO, json.dumps(asdict(inspect_tracks(file, request["track"]))).encode())


def _decode(descriptor: int, file: BinaryIO, request: Request) -> None:
    decoded, lost = 0.0, [0.0]
    for block in _joined(decode_track(file, request["track"], lost.append)):
        decoded += block.shape[1] / SAMPLE_RATE
        allow_seconds(request["size_bytes"], decoded)
        send_frame(descriptor, BLOCK, bytes([len(block)]) + block.tobytes())
    send_frame(descriptor, INFO, json.dumps({"lost_seconds": sum(lost)}).encode())


def _take_pictures(descriptor: int, file: BinaryIO, request: Request) -> None:
    for each in take_pictures(file, request["duration_seconds"]):
        if isinstance(each, Poster):
            _send_poster(descriptor, each)
        else:
            send_frame(descriptor, PICTURE, each)


def _take_poster(descriptor: int, file: BinaryIO, request: Request) -> None:
    poster = take_poster(file, request["second"])
    if poster is not None:
        _send_poster(descriptor, poster)


def _send_poster(descriptor: int, poster: Poster) -> None:
    send_frame(descriptor, PICTURE, poster.content)
    send_frame(descriptor, INFO, json.dumps({"poster_seconds": poster.seconds}).encode())


def _draw_image(descriptor: int, file: BinaryIO, request: Request) -> None:
    send_frame(descriptor, PICTURE, read_image(file, *request["box"]))


TASKS: dict[str, Callable[[int, BinaryIO, Request], None]] = {
    "probe": _probe,
    "decode": _decode,
    "pictures": _take_pictures,
    "poster": _take_poster,
    "image": _draw_image,
}


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    held: list[Block] = []
    length = 0
    for block in blocks:
        held.append(block)
        length += block.shape[1]
        if length >= _BLOCK_SAMPLES:
            yield np.concatenate(held, axis=1)
            held, length = [], 0
    if held:
        yield np.concatenate(held, axis=1)


class _HostFile:
    """The file, which the host reads: the guest has none itself.

    FFmpeg jumps between the sound and the pictures of a film and reads the same bytes again: some pieces are kept.
    """

    def __init__(self, descriptor: int, size_bytes: int) -> None:
        self._descriptor = descriptor
        self._size_bytes = size_bytes
        self._offset = 0
        self._pieces: OrderedDict[int, bytes] = OrderedDict()

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes."""
        end = self._size_bytes if size < 0 else min(self._offset + size, self._size_bytes)
        parts = []
        while self._offset < end:
            number, start = divmod(self._offset, _PIECE_BYTES)
            part = self._piece(number)[start : start + end - self._offset]
            if not part:  # the file has become shorter
                break
            self._offset += len(part)
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _piece(self, number: int) -> bytes:
        if number in self._pieces:
            self._pieces.move_to_end(number)
            return self._pieces[number]
        send_frame(self._descriptor, READ, (number * _PIECE_BYTES).to_bytes(8) + _PIECE_BYTES.to_bytes(4))
        kind, data = receive_frame(self._descriptor)
        if kind != BYTES:
            raise Closed
        self._pieces[number] = data
        if len(self._pieces) > _MAX_PIECES:
            self._pieces.popitem(last=False)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move, and return the new offset."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._offset, os.SEEK_END: self._size_bytes}[whence]
        self._offset = max(start + offset, 0)
        return self._offset

    def tell(self) -> int:
        """Return the offset."""
        return self._offset
