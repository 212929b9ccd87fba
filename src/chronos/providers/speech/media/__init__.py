"""Media files in, sound out. A media file is hostile input: nothing but the file itself is ever opened."""

from chronos.providers.speech.media.decode_sound import Block, decode_sound
from chronos.providers.speech.media.open_media import Source
from chronos.providers.speech.media.probe import MEDIA_TYPES, MediaInfo, probe
from chronos.providers.speech.media.sniff import Kind, sniff

__all__ = ["MEDIA_TYPES", "Block", "Kind", "MediaInfo", "Source", "decode_sound", "probe", "sniff"]
