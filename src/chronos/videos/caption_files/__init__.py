"""Captions in: WebVTT and SRT files as tools write them, read into cues and a count of what was left out."""

from chronos.videos.caption_files.decode_text import check_encoding
from chronos.videos.caption_files.parse_captions import (
    MAX_CAPTIONS_BYTES,
    Captions,
    parse_captions,
    read_captions,
    read_own_vtt,
)
from chronos.videos.caption_files.parse_time import MAX_CAPTIONS_SECONDS

__all__ = [
    "MAX_CAPTIONS_BYTES",
    "MAX_CAPTIONS_SECONDS",
    "Captions",
    "check_encoding",
    "parse_captions",
    "read_captions",
    "read_own_vtt",
]
