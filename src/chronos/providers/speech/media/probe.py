"""Probe a media file: tell what it holds, before anything is stored or computed."""

import json

from chronos.providers.speech.media.call_guest import GUESTS
from chronos.providers.speech.media.channel import INFO
from chronos.providers.speech.media.media_info import AudioTrack, MediaInfo, Source
from chronos.providers.speech.media.open_source import open_source


def probe(source: Source, track: int | None = None) -> MediaInfo:
    """Return what `source` holds; every packet is read once, none is decoded.

    `track` is the number of the audio track that is wanted, from 1. Raises Invalid, with one sentence for the file's
    owner; ProviderError.
    """
    with open_source(source) as file:
        answers = dict(GUESTS.call(file, {"task": "probe", "track": track}))
    found = json.loads(answers[INFO])
    return MediaInfo(**found | {"audio_tracks": tuple(AudioTrack(**one) for one in found["audio_tracks"])})
