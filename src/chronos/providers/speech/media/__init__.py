"""Media files in, sound out. A media file is hostile input: a process that has nothing but its bytes reads it."""

from chronos.providers.speech.media.decode_sound import Block, OnLost, decode_sound
from chronos.providers.speech.media.media_info import MEDIA_TYPES, AudioTrack, MediaInfo, Source
from chronos.providers.speech.media.open_source import open_source
from chronos.providers.speech.media.pictures import (
    COLUMNS,
    PICTURE_TYPE,
    POSTER_HEIGHT,
    POSTER_WIDTH,
    ROWS,
    TILE_HEIGHT,
    TILE_WIDTH,
    Pictures,
    Poster,
)
from chronos.providers.speech.media.probe import probe
from chronos.providers.speech.media.sniff import Kind, empty_file, sniff
from chronos.providers.speech.media.take_pictures import draw_image, take_pictures, take_poster

__all__ = [
    "COLUMNS",
    "MEDIA_TYPES",
    "PICTURE_TYPE",
    "POSTER_HEIGHT",
    "POSTER_WIDTH",
    "ROWS",
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "AudioTrack",
    "Block",
    "Kind",
    "MediaInfo",
    "OnLost",
    "Pictures",
    "Poster",
    "Source",
    "decode_sound",
    "draw_image",
    "empty_file",
    "open_source",
    "probe",
    "sniff",
    "take_pictures",
    "take_poster",
]
