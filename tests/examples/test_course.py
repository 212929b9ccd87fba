"""The example course is whole: what course.json says of the videos is so, and they play to their end."""

import json
import runpy
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDER = EXAMPLES / "course"
COURSE: dict[str, Any] = json.loads((FOLDER / "course.json").read_text(encoding="utf-8"))
CODECS = {".mp4": {"h264", "aac"}, ".webm": {"vp9", "opus"}}
MEGABYTE = 1_000_000

every_video = pytest.mark.parametrize("video", COURSE["videos"], ids=lambda video: str(video["file"]))


def test_the_folder_is_small_and_has_both_containers() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    videos = [video["file"] for video in COURSE["videos"]]
    assert sorted(files) == sorted([*videos, "course.json"])
    assert {Path(name).suffix for name in videos} == set(CODECS)
    assert all(0.2 * MEGABYTE < files[name] <= 2 * MEGABYTE for name in videos)
    assert sum(files.values()) < 5 * MEGABYTE


def test_course_json_says_what_the_text_says() -> None:
    text = runpy.run_path(str(EXAMPLES / "course_text.py"))
    assert [(video["file"], video["title"], video["text"]) for video in COURSE["videos"]] == [
        (video.file, video.title, video.text) for video in text["VIDEOS"]
    ]
    assert [tuple(question.values()) for question in COURSE["questions"]] == [
        (question.question, question.video, question.section) for question in text["QUESTIONS"]
    ]


@every_video
def test_sections_rise_within_the_video(video: dict[str, Any]) -> None:
    sections = video["sections"]
    starts = [section["start_seconds"] for section in sections]
    assert 4 <= len(sections) <= 6
    assert 60 <= video["duration_seconds"] <= 180
    assert all(later - earlier > 5 for earlier, later in pairwise([*starts, video["duration_seconds"]]))
    assert starts[0] >= 0
    assert " ".join(section["text"] for section in sections) == video["text"]
    assert all(section["text"].startswith(section["first_sentence"]) for section in sections)


def test_every_question_names_a_section() -> None:
    sections = {(video["file"], section["heading"]) for video in COURSE["videos"] for section in video["sections"]}
    questions = COURSE["questions"]
    assert len(questions) >= 6
    assert all((question["video"], question["section"]) in sections for question in questions)


@every_video
def test_a_video_decodes_to_its_declared_end(video: dict[str, Any]) -> None:
    path = FOLDER / video["file"]
    with av.open(path) as container:
        streams = (container.streams.video[0], container.streams.audio[0])
        assert {stream.codec_context.codec.canonical_name for stream in streams} == CODECS[path.suffix]
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(video["duration_seconds"], abs=0.1)
        pictures, sounds = 0.0, 0.0
        for frame in container.decode(video=0, audio=0):
            assert frame.time is not None
            if isinstance(frame, av.VideoFrame):
                pictures = max(pictures, frame.time)
            elif isinstance(frame, av.AudioFrame):
                sounds = max(sounds, frame.time + frame.samples / frame.sample_rate)
    assert pictures == pytest.approx(video["duration_seconds"], abs=0.2)
    assert sounds == pytest.approx(video["duration_seconds"], abs=0.2)


@every_video
def test_speech_begins_where_a_section_starts(video: dict[str, Any]) -> None:
    loudness = _loudness(FOLDER / video["file"])  # every 10 ms
    for section in video["sections"]:
        start = round(section["start_seconds"] * 100)
        assert loudness[max(0, start - 30) : start - 3].max() < 0.01
        assert loudness[start : start + 30].max() > 0.05


@every_video
def test_a_seek_decodes_two_seconds_at_most(video: dict[str, Any]) -> None:
    with av.open(FOLDER / video["file"]) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        for section in video["sections"]:
            container.seek(round(section["start_seconds"] / stream.time_base), stream=stream)
            frame = next(container.decode(stream))
            assert frame.time is not None
            assert section["start_seconds"] - 2 <= frame.time <= section["start_seconds"] + 0.01


@every_video
def test_a_browser_can_play_before_the_whole_file_is_there(video: dict[str, Any]) -> None:
    content = (FOLDER / video["file"]).read_bytes()
    index, media = {".mp4": (b"moov", b"mdat"), ".webm": (b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75")}[
        Path(video["file"]).suffix
    ]
    assert 0 < content.index(index) < content.index(media)


def _loudness(path: Path) -> NDArray[np.float32]:
    """Peak of each 10 ms, 0 to 1."""
    samples = np.abs(np.concatenate(list(_samples(path))))
    peaks: NDArray[np.float32] = samples[: len(samples) // 160 * 160].reshape(-1, 160).max(axis=1)
    return peaks


def _samples(path: Path) -> Iterator[NDArray[np.float32]]:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
    with av.open(path) as container:
        for frame in container.decode(audio=0):
            yield from (piece.to_ndarray()[0] for piece in resampler.resample(frame))
    yield from (piece.to_ndarray()[0] for piece in resampler.resample(None))
