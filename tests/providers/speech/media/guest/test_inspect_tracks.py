"""Audio tracks are listed as people count them."""

from pathlib import Path

from chronos.providers.speech.media import probe
from tests.media import record, tone


def test_tracks_are_numbered_from_one(tmp_path: Path) -> None:
    tracks = probe(record(tmp_path / "x.mp4", [tone(1), tone(1)], picture_seconds=1)).audio_tracks
    assert [(track.number, track.codec, track.is_readable) for track in tracks] == [(1, "aac", True), (2, "aac", True)]
    assert [track.title for track in tracks] == [None, None]
    assert [track.is_default for track in tracks].count(True) >= 1
