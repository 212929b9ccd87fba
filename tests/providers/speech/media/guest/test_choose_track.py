"""The default audio track is decoded, or the one that is asked for."""

from pathlib import Path

import av
import numpy as np
import pytest

from chronos.errors import Invalid
from chronos.providers.speech.media import decode_sound, probe
from tests.media import a_tone, a_video_without_audio, record, tone
from tests.providers.speech.media.hear import LOUD, heard, refusal


def test_unknown_codec_is_refused(tmp_path: Path) -> None:
    content = a_tone(tmp_path / "x.mkv").read_bytes()
    (tmp_path / "y.mkv").write_bytes(content.replace(b"A_AAC", b"A_ZZZ"))
    assert refusal(tmp_path / "y.mkv") == "codec_unknown"


def test_default_track_is_decoded(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mkv", [tone(2) * 0, tone(2)])
    assert np.abs(heard(path)).max() < LOUD  # the first: none is marked
    with av.open(str(path)) as source, av.open(str(tmp_path / "y.mkv"), "w") as target:
        tracks = [target.add_stream_from_template(track) for track in source.streams.audio]
        tracks[0].disposition, tracks[1].disposition = av.stream.Disposition(0), av.stream.Disposition.default
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                target.mux(packet)
    assert np.abs(heard(tmp_path / "y.mkv")).max() > LOUD


def test_track_is_chosen_by_its_number(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mkv", [tone(1) * 0, tone(1)])
    loud = [max(np.abs(block).max() for block in decode_sound(path, number)) > LOUD for number in (1, 2)]
    assert loud == [False, True]


def test_missing_track_is_refused_by_what_the_file_has(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mkv", [tone(1), tone(1)])
    with pytest.raises(Invalid, match=r"^There is no audio track 3: the file has 2 audio tracks\.$") as caught:
        probe(path, 3)
    assert caught.value.code == "audio_track_unknown"
    with pytest.raises(Invalid, match="no audio track 1: the file has no audio track"):
        probe(a_video_without_audio(tmp_path / "y.mp4"), 1)
