"""Recorded speech with known words, and how far a transcript is from them."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jiwer
import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.model import Word
from chronos.providers.models import install, model_path
from chronos.providers.speech import SAMPLE_RATE, cut_windows
from chronos.providers.speech.whisper import Whisper
from chronos.text import spoken_words

LIBRIVOX = Path("/usr/share/pocketsphinx/test/data/librivox")
_SPOKEN = {"mr": "mister", "gray": "grey"}
_STOPS = re.compile(r"\bf[/ ]?(\d)")
_MILLIMETERS = re.compile(r"(\d)\s?(?:mm|millimeters)\b")


@dataclass(frozen=True)
class Clip:
    """A few seconds read aloud, and what is read."""

    path: Path
    text: str

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate([window.samples for window in cut_windows(self.path)])


def librivox_clips() -> list[Clip]:
    """Five clips of one reader, 25 seconds together. Skips the test where they are not installed, but never in CI."""
    if not LIBRIVOX.is_dir():
        _skip("no recorded speech: apt-get install pocketsphinx-testdata")
    lines = (LIBRIVOX / "transcription").read_text().splitlines()
    matches = [re.fullmatch(r"<s> (.*) </s> \((.*)\)", line) for line in lines]
    return [Clip(LIBRIVOX / f"{match[2]}.wav", match[1]) for match in matches if match]


def read_aloud(pause_seconds: float = 0.6) -> tuple[NDArray[np.float32], str]:
    """All clips in a row with pauses between them, and their words."""
    clips = librivox_clips()
    pause = np.zeros(round(pause_seconds * SAMPLE_RATE), np.float32)
    return np.concatenate([part for clip in clips for part in (clip.samples, pause)]), " ".join(
        clip.text for clip in clips
    )


def speak(text: str, voice: str = "en-gb") -> NDArray[np.float32]:
    """A text in a synthetic voice of espeak-ng. Skips the test where it is not installed, but never in CI."""
    if not shutil.which("espeak-ng"):
        _skip("no synthetic speech: apt-get install espeak-ng")
    command = ["espeak-ng", "-v", voice, "-s", "150", "--stdout"]
    wav = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    samples, rate = np.frombuffer(wav[44:], "<i2").astype(np.float32) / 32768, int.from_bytes(wav[24:28], "little")
    at = np.arange(len(samples) * SAMPLE_RATE // rate) * rate / SAMPLE_RATE
    return np.interp(at, np.arange(len(samples)), samples).astype(np.float32)


def _skip(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def load_whisper(home: Path) -> Whisper:
    """The default model, loaded once in a process."""
    install(home, ["whisper-base"])
    return Whisper(model_path(home, "whisper-base"))


def text_of(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def error_rate(said: str, heard: str) -> float:
    """Word error rate, 0 to 1 or more, without regard to case, punctuation, hyphens, and how numbers are written."""
    return float(jiwer.wer(" ".join(plain_words(said)), " ".join(plain_words(heard))))


def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    text = _MILLIMETERS.sub(r"\1 millimeter", _STOPS.sub(r"f\1", text.lower()))
    return [_SPOKEN.get(word, word) for word in spoken_words(text)]
