"""A transcription by windows: all words, at their seconds, and an interrupted one goes on where it stopped."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from chronos.pipeline.transcribe_windows import WindowTranscript, transcribe_windows
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.whisper import Whisper
from tests.media import a_silent_video, a_video_without_audio, record
from tests.speech import error_rate, load_whisper, read_aloud, text_of

pytestmark = [pytest.mark.xdist_group("speech"), pytest.mark.timeout(600)]

WINDOW = 12.0  # seconds


@pytest.fixture(scope="module")
def whisper(models_home: Path) -> Whisper:
    return load_whisper(models_home)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file that is silent for 14 seconds and then speech, and what is said in it."""
    samples, said = read_aloud()
    samples = np.concatenate([np.zeros(14 * SAMPLE_RATE, np.float32), samples])
    return record(tmp_path_factory.mktemp("talk") / "talk.m4a", [samples[None]]), said


@pytest.fixture(scope="module")
def whole(talk: tuple[Path, str], whisper: Whisper) -> list[WindowTranscript]:
    return list(transcribe_windows(talk[0], whisper, window_seconds=WINDOW))


def test_windows_give_all_words_at_their_seconds(whole: list[WindowTranscript], talk: tuple[Path, str]) -> None:
    words = [word for window in whole for word in window.words]
    assert error_rate(talk[1], text_of(words)) <= 0.1
    assert words[0].start_seconds > 13.8
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(words))
    for window in whole:
        assert all(
            window.start_seconds <= word.start_seconds <= word.end_seconds <= window.end_seconds
            for word in window.words
        )


def test_windows_have_no_gap(whole: list[WindowTranscript]) -> None:
    assert whole[0].start_seconds == 0.0
    assert [a.end_seconds for a in whole[:-1]] == [b.start_seconds for b in whole[1:]]


def test_the_language_is_found_once_something_is_said(whole: list[WindowTranscript]) -> None:
    assert whole[0].language is None
    assert {window.language for window in whole if window.start_seconds >= 14} == {"en"}


def test_an_interrupted_transcription_resumes_with_the_same_words(
    whole: list[WindowTranscript], talk: tuple[Path, str], whisper: Whisper
) -> None:
    done = whole[-2]
    rest = list(
        transcribe_windows(
            talk[0],
            whisper,
            previous_language=done.words[-1].language,
            start_seconds=done.end_seconds,
            window_seconds=WINDOW,
        )
    )
    assert [window.words for window in rest] == [window.words for window in whole[-1:]]


def test_progress_reaches_the_end(tmp_path: Path, whisper: Whisper) -> None:
    reached: list[float] = []
    path = a_silent_video(tmp_path / "x.mp4", seconds=6)
    (window,) = transcribe_windows(path, whisper, on_progress=reached.append)
    assert reached[-1] == window.end_seconds == pytest.approx(6, abs=0.1)


def test_silence_and_a_video_without_sound(tmp_path: Path, whisper: Whisper) -> None:
    (window,) = transcribe_windows(a_silent_video(tmp_path / "silent.mp4"), whisper)
    assert (window.words, window.language, window.language_probability) == ([], None, 0.0)
    assert list(transcribe_windows(a_video_without_audio(tmp_path / "mute.mp4"), whisper)) == []
