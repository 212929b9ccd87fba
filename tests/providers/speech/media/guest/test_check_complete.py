"""A file must hold everything that it declares."""

import os
from pathlib import Path

import av
import pytest

from chronos.errors import Invalid
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.media import decode_sound, probe
from tests.media import record, tone, truncated
from tests.providers.speech.media.hear import heard, refusal
from tests.providers.speech.media.product import Form, faults, short_forms


@pytest.mark.parametrize("form", short_forms(), ids=str)
def test_cut_files_are_refused_and_whole_ones_taken(tmp_path: Path, form: Form) -> None:
    assert faults(form, tmp_path) == []


def test_encoding_av1_leaves_the_scheduling_as_it_was(tmp_path: Path) -> None:
    before = os.sched_getscheduler(0)
    record(tmp_path / "film.mkv", [tone(1)], picture_seconds=1, picture_codec="libsvtav1")
    assert os.sched_getscheduler(0) == before


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_subtitle_neither_completes_nor_lengthens_a_film(tmp_path: Path, ending: str) -> None:
    options = {"movflags": "faststart"} if ending == "mp4" else {}
    path = tmp_path / f"whole.{ending}"
    whole = record(path, [tone(6)], picture_seconds=6, subtitle_seconds=9, options=options)
    assert probe(whole).duration_seconds == pytest.approx(6, abs=0.1)
    assert refusal(truncated(whole, tmp_path / f"cut.{ending}", 0.6)) == "media_truncated"


@pytest.mark.parametrize("ending", ["mp4", "mkv", "webm", "mp3", "wav", "flac"])
def test_file_cut_after_its_index_is_refused(tmp_path: Path, ending: str) -> None:
    options = {"movflags": "faststart"} if ending == "mp4" else {}
    whole = record(tmp_path / f"whole.{ending}", [tone(20)], options=options)
    cut = truncated(whole, tmp_path / f"cut.{ending}", 0.6)
    assert refusal(cut) == "media_truncated"
    with pytest.raises(Invalid, match=r"^The file is cut off at 0:1\d of 0:20: "):
        probe(cut)
    with pytest.raises(Invalid, match=r"^The file is cut off at "):
        list(decode_sound(cut))


def test_file_cut_between_pictures_and_sound_is_refused(tmp_path: Path) -> None:
    options = {"movflags": "faststart", "max_interleave_delta": "1"}  # nearly all pictures, then the sound
    whole = record(tmp_path / "whole.mp4", [tone(8)], picture_seconds=8, options=options)
    with av.open(str(whole)) as container:
        places = [(p.stream.type, float(p.pts * p.time_base), p.pos or 0) for p in container.demux() if p.pts]
    cut = min(place for kind, time, place in places if kind == "audio" and time >= 2.5)
    assert max(time for kind, time, place in places if kind == "video" and place < cut) > 7
    (tmp_path / "cut.mp4").write_bytes(whole.read_bytes()[:cut])
    with pytest.raises(Invalid, match=r"^The file is cut off at 0:0\d of 0:08: "):
        probe(tmp_path / "cut.mp4")


def test_header_alone_is_refused(tmp_path: Path) -> None:
    options = {"movflags": "frag_keyframe+empty_moov"}
    content = record(tmp_path / "whole.mp4", [tone(2)], picture_seconds=2, options=options).read_bytes()
    (tmp_path / "init.mp4").write_bytes(content[: content.index(b"moof") - 4])
    assert refusal(tmp_path / "init.mp4") == "media_empty"


def test_pictures_may_last_longer_than_the_sound(tmp_path: Path) -> None:
    for ending in ("mp4", "mkv", "webm"):
        path = record(tmp_path / f"x.{ending}", [tone(2)], picture_seconds=8)
        assert probe(path).duration_seconds == pytest.approx(8, abs=0.1)
        assert len(heard(path)) / SAMPLE_RATE == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(("ending", "codec"), [("webm", "libopus"), ("mkv", "libmp3lame")])
def test_live_recording_without_a_length_is_complete(tmp_path: Path, ending: str, codec: str) -> None:
    path = record(tmp_path / f"x.{ending}", [tone(10)], codec=codec, options={"live": "1"})
    assert probe(path).duration_seconds == pytest.approx(10, abs=0.1)


def test_mp3_without_a_frame_count_is_complete(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mp3", [tone(10)], options={"write_xing": "0"})
    assert probe(truncated(path, tmp_path / "y.mp3")).duration_seconds == pytest.approx(5, abs=0.3)
