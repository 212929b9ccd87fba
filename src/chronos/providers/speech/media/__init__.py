"""Media files in, sound out. A media file is hostile input: a process that has nothing but its bytes reads it."""

from chronos.providers.speech.media.decode_sound import Block, OnLost, decode_sound
from chronos.providers.speech.media.media_info import MEDIA_TYPES, AudioTrack, MediaInfo, Source
from chronos.providers.speech.media.probe import probe
from chronos.providers.speech.media.sniff import Kind, empty_file, sniff

__all__ = [
    "MEDIA_TYPES",
    "AudioTrack",
    "Block",
    "Kind",
    "MediaInfo",
    "OnLost",
    "Source",
    "decode_sound",
    "empty_file",
    "probe",
    "sniff",
]
