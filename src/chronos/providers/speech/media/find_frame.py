"""Find the first frame of MPEG audio in bytes that begin within one, as a cut or a broadcast does."""

_LEAST_FRAMES = 4  # in a row: by chance one of 2,000 bytes looks like a header
_MOST_FRAME_BYTES = 2881
SEARCH_BYTES = (_LEAST_FRAMES + 1) * _MOST_FRAME_BYTES  # in which `find_frame` has to look
# Kilobits a second (ISO/IEC 11172-3 §2.4.2.3, 13818-3): layer III of version 1, layer II of it, both of version 2.
_RATES_III = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_II = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)


def find_frame(content: bytes) -> int | None:
    """Return where the first of several frames of one kind in a row begins; None if nowhere."""
    return next((start for start in range(min(len(content), _MOST_FRAME_BYTES)) if _are_frames(content, start)), None)


def is_mpeg_audio(header: bytes) -> bool:
    """Return whether bytes begin like a frame of layer II or III, not of layer I: its mark is also that of UTF-16."""
    if len(header) < 4 or header[0] != 0xFF:
        return False
    layer, bitrate, rate = header[1] & 0x06, header[2] >> 4, header[2] >> 2 & 0x03
    return header[1] & 0xE0 == 0xE0 and layer in (0x02, 0x04) and bitrate != 0x0F and rate != 0x03


def _are_frames(content: bytes, start: int) -> bool:
    at, kinds = start, set()
    for _ in range(_LEAST_FRAMES):
        header = content[at : at + 4]
        if not (size := _frame_bytes(header)):
            return False
        kinds.add((header[1] & 0xFE, header[2] & 0x0C))  # version, layer, sampling rate
        at += size
    return len(kinds) == 1


def _frame_bytes(header: bytes) -> int:
    """Return the size of a frame by its header; 0 for other bytes, and where the header does not say it."""
    if not is_mpeg_audio(header) or header[1] & 0x18 == 0x08:
        return 0
    is_first, is_second_layer = header[1] & 0x18 == 0x18, header[1] & 0x06 == 0x04
    rates = (_RATES_II if is_second_layer else _RATES_III) if is_first else _RATES_2
    kilobits = rates[header[2] >> 4]
    hertz = _HERTZ[header[2] >> 2 & 0x03] // (1 if is_first else 2 if header[1] & 0x10 else 4)
    samples = 1152 if is_first or is_second_layer else 576
    return samples * kilobits * 125 // hertz + (header[2] >> 1 & 0x01) if kilobits else 0
