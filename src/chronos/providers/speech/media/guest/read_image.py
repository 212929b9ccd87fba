"""Read an image that a person sent, and draw it anew: what else its file holds stays behind."""

from typing import BinaryIO, NoReturn

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.draw_picture import draw_picture, encode_picture

_HEAD_BYTES = 16
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_CODECS = frozenset({"mjpeg", "png", "webp"})


def read_image(file: BinaryIO, width: int, height: int) -> bytes:
    """Return the image as WebP, up to `width`×`height`, without its EXIF data, where a phone writes the place.

    Raises Invalid: picture_unknown for another kind of file, picture_damaged.
    """
    file.seek(0)
    demuxer = _sniff(file.read(_HEAD_BYTES))
    if demuxer is None:
        raise Invalid("The picture must be a JPEG, PNG or WebP file.", code="picture_unknown")
    file.seek(0)
    frame = _decode(file, demuxer)
    if frame is None:
        raise Invalid("The picture is damaged or moves: export it again as JPEG or PNG.", code="picture_damaged")
    return encode_picture(draw_picture(frame, width, height))


def _sniff(head: bytes) -> str | None:
    if head.startswith(_JPEG):
        return "jpeg_pipe"
    if head.startswith(_PNG):
        return "png_pipe"
    return "webp_pipe" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def _decode(file: BinaryIO, demuxer: str) -> VideoFrame | None:
    rules = {"codec_whitelist": ",".join(sorted(_CODECS)), "protocol_whitelist": "none", "max_streams": "1"}
    try:
        with av.open(file, "r", format=demuxer, container_options=rules, io_open=_refuse) as container:
            track = container.streams.video[0]
            if track.codec_context.codec.name not in _CODECS:
                return None
            track.codec_context.thread_count = 1  # a guest can start no thread
            return next(container.decode(track), None)
    except (FFmpegError, IndexError):
        return None


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("an image may not open another file")
