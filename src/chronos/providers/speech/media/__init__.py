"""Media files in, sound out; a media file is hostile input, and nothing but the file itself is ever opened."""

from chronos.providers.speech.media.opening import Source
from chronos.providers.speech.media.probe import MediaInfo, probe
from chronos.providers.speech.media.sound import Block, sound

__all__ = ["Block", "MediaInfo", "Source", "probe", "sound"]
