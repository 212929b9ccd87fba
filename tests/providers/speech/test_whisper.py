"""Whisper hears what is said, when it is said, and nothing where nothing is said."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import BatchedInferencePipeline
from faster_whisper.transcribe import Segment
from faster_whisper.transcribe import Word as HeardWord

from chronos.errors import ProviderError
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.whisper import Whisper
from tests.media import melody
from tests.speech import error_rate, librivox_clips, load_whisper, plain_words, read_aloud, speak, text_of

pytestmark = pytest.mark.xdist_group("speech")  # one worker loads the model

SECONDS = 30


@pytest.fixture(scope="module")
def whisper(models_home: Path) -> Whisper:
    return load_whisper(models_home)


def test_read_aloud_at_most_five_words_in_a_hundred_are_wrong(whisper: Whisper) -> None:
    clips = librivox_clips()
    heard = [text_of(list(whisper.transcribe(clip.samples).words)) for clip in clips]
    assert error_rate(" ".join(clip.text for clip in clips), " ".join(heard)) <= 0.05


def test_words_begin_when_they_are_said(whisper: Whisper) -> None:
    clips = librivox_clips()
    pause = np.zeros(SAMPLE_RATE, np.float32)
    samples = np.concatenate([part for clip in clips for part in (pause, clip.samples)])
    words = whisper.transcribe(samples).words
    begin = 0.0
    for clip in clips:
        begin += 1.0
        loud = begin + int(np.argmax(np.abs(clip.samples) > 0.05)) / SAMPLE_RATE
        assert min(abs(word.start_seconds - loud) for word in words) < 0.3
        begin += len(clip.samples) / SAMPLE_RATE


def test_the_language_and_its_probability(whisper: Whisper) -> None:
    samples, _ = read_aloud()
    found = whisper.transcribe(samples)
    assert found.language == "en"
    assert 0.5 < found.language_probability <= 1.0


@pytest.mark.parametrize("kind", ["silence", "noise", "quiet noise", "hum", "clicks", "melody", "buzz"])
def test_no_word_is_invented(whisper: Whisper, kind: str) -> None:
    rng = np.random.default_rng(7)
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    clicks = np.zeros(len(times))
    clicks[:: SAMPLE_RATE // 3] = 0.8
    voiced = sum(np.sin(2 * np.pi * 120 * k * times) / (1 + abs(120 * k - 700) / 200) for k in range(1, 20))
    samples = {
        "silence": np.zeros(len(times)),
        "noise": 0.1 * rng.standard_normal(len(times)),
        "quiet noise": 0.001 * rng.standard_normal(len(times)),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * times) + 0.1 * np.sin(2 * np.pi * 150 * times),
        "clicks": clicks,
        "melody": melody(SECONDS)[0],
        "buzz": 0.1 * voiced * (np.sin(2 * np.pi * times) > 0),
    }[kind]
    found = whisper.transcribe(samples.astype(np.float32))
    assert (list(found.words), found.language, found.language_probability) == ([], None, 0.0)


class EndsEarly(BatchedInferencePipeline):  # type: ignore[misc]
    """A model that hears nothing after ten seconds, or nothing new, until it is asked again."""

    loop = ""
    calls = 0

    def transcribe(self, *args: Any, **kwargs: Any) -> Any:
        """Take words away from what is heard first."""
        segments, info = super().transcribe(*args, **kwargs)
        EndsEarly.calls += 1
        return (map(self._cut, segments) if EndsEarly.calls == 1 else segments), info

    def _cut(self, segment: Segment) -> Segment:
        kept = [word for word in segment.words if word.end < 10]
        rest = [HeardWord(10 + i / 4, 10.25 + i / 4, f" {word}", 1.0) for i, word in enumerate(self.loop.split() * 50)]
        return replace(segment, words=[*kept, *(word for word in rest if word.end < segment.end)])


@pytest.mark.parametrize("loop", ["", "and so", "this was a first and a last and then it was over"])
def test_speech_after_an_early_end_is_heard(whisper: Whisper, loop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EndsEarly, "loop", loop)
    monkeypatch.setattr(EndsEarly, "calls", 0)
    monkeypatch.setattr("chronos.providers.speech.whisper.BatchedInferencePipeline", EndsEarly)
    samples, said = read_aloud(pause_seconds=0.1)  # too short for silence
    found = whisper.transcribe(samples)
    assert error_rate(said, text_of(list(found.words))) <= 0.08 + len(loop.split()) / len(said.split())
    assert found.not_understood == []
    assert 20 < found.speech_seconds <= len(samples) / SAMPLE_RATE
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(found.words))


def test_a_sentence_that_is_said_four_times_is_heard_four_times(whisper: Whisper) -> None:
    clip = librivox_clips()[1]
    found = whisper.transcribe(np.concatenate([clip.samples] * 4))
    assert text_of(list(found.words)).count("young man") == 4
    assert found.not_understood == []


def test_a_refrain_is_heard_as_often_as_it_is_said(whisper: Whisper) -> None:
    found = whisper.transcribe(speak("We will learn. " * 6 + "That is the end of the song."), "en")
    assert plain_words(text_of(list(found.words))).count("learn") == 6
    assert found.not_understood == []


GERMAN = (
    "Heute sprechen wir darüber, wie eine Kamera funktioniert. Das Licht fällt durch das Objektiv auf den Sensor. "
    "Je größer die Öffnung der Blende ist, desto mehr Licht kommt hinein. Wenn du ein Gesicht fotografierst, soll der "
    "Hintergrund unscharf sein. Bei einer Landschaft möchtest du dagegen alles scharf haben."
)


def test_both_languages_of_a_recording_are_heard(whisper: Whisper) -> None:
    english, said = read_aloud()
    words = whisper.transcribe(np.concatenate([english, speak(GERMAN, "de")])).words
    heard = {code: text_of([word for word in words if word.language == code]) for code in ("en", "de")}
    assert error_rate(said, heard["en"]) < 0.2
    assert error_rate(GERMAN, heard["de"]) < 0.4
    change = len(english) / SAMPLE_RATE
    assert [word.text for word in words if word.language == "de" and word.start_seconds < change - 5] == []
    assert [word.text for word in words if word.language == "en" and word.start_seconds > change + 5] == []


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="models install") as caught:
        Whisper(tmp_path)
    assert caught.value.code == "model_missing"


def test_a_model_that_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"not a model")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ProviderError, match="models install") as caught:
        Whisper(tmp_path)
    assert caught.value.code == "model_damaged"
