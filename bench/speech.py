"""Is every word that is spoken written down? Share of the speech covered, and word errors against plain decoding.

Plain decoding is faster-whisper's own, one stretch after another, with the same voice detection: slow, and it decodes
again what ended early. Both hear the example course, the LibriVox clips, and ten lectures joined from them: sentences
that sound like an end, and after a tenth of a second, too short to be silence, more speech.
Run: python bench/speech.py [--lectures 10] [--seconds 150]
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.speech import error_rate, librivox_clips, plain_words  # noqa: E402

from chronos.providers.models import model_path  # noqa: E402
from chronos.providers.speech import SAMPLE_RATE, cut_windows  # noqa: E402
from chronos.providers.speech.find_speech import VAD  # noqa: E402
from chronos.providers.speech.whisper import BEAM_SIZE, COMPUTE_TYPE, Whisper  # noqa: E402

RESULTS = REPOSITORY / "bench" / "results" / "speech.json"
COURSE = REPOSITORY / "examples" / "course"
LEAST_COVERED, MOST_WORSE = 0.99, 0.003
GAP_SECONDS, QUIET = 0.1, 0.01
KINDS = ("example course", "LibriVox", "joined lectures")

Samples = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound, and what is said in it."""

    kind: str
    samples: Samples
    text: str


def main() -> None:
    """Measure, print, write bench/results/speech.json; exit with 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lectures", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=150.0, help="of each lecture")
    arguments = parser.parse_args()
    directory = model_path(REPOSITORY / ".chronos", "whisper-base")
    whisper = Whisper(directory)
    model = WhisperModel(str(directory), device="cpu", compute_type=COMPUTE_TYPE, local_files_only=True)
    rows = [
        _measure(recording, whisper, model)
        for recording in [*_course(), *_clips(), *_lectures(arguments.lectures, arguments.seconds)]
    ]
    found = [_sum(kind, [row for row in rows if row["kind"] == kind]) for kind in KINDS]
    table = Table(*found[0])
    for kind in found:
        table.add_row(*map(str, kind.values()))
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"kinds": found, "recordings": rows}, indent=2))
    sys.exit(any(kind["covered"] < LEAST_COVERED or kind["worse by"] > MOST_WORSE for kind in found))


def _measure(recording: Recording, whisper: Whisper, model: WhisperModel) -> dict[str, Any]:
    heard, seconds = _timed(lambda: whisper.transcribe(recording.samples))
    plain, plain_seconds = _timed(lambda: _plain_text(model, recording.samples))
    ours = " ".join(word.text for word in heard.words)
    words = len(plain_words(recording.text))
    return {
        "kind": recording.kind,
        "words": words,
        "speech_seconds": heard.speech_seconds,
        "not_understood": [(span.start_seconds, span.end_seconds) for span in heard.not_understood],
        "errors": error_rate(recording.text, ours) * words,
        "plain_errors": error_rate(recording.text, plain) * words,
        "longest_loss": _longest_loss(recording.text, ours),
        "plain_longest_loss": _longest_loss(recording.text, plain),
        "seconds": seconds,
        "plain_seconds": plain_seconds,
    }


def _sum(kind: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def total(name: str) -> float:
        return sum(float(row[name]) for row in rows)

    lost = sum(end - start for row in rows for start, end in row["not_understood"])
    rate, plain_rate = (total(name) / total("words") for name in ("errors", "plain_errors"))
    return {
        "kind": kind,
        "minutes of speech": round(total("speech_seconds") / 60, 1),
        "covered": round(1 - lost / total("speech_seconds"), 4),
        "word errors": round(rate, 4),
        "plain word errors": round(plain_rate, 4),
        "worse by": round(rate - plain_rate, 4),
        "longest loss (words)": max(row["longest_loss"] for row in rows),
        "plain longest loss": max(row["plain_longest_loss"] for row in rows),
        "time of plain": round(total("seconds") / total("plain_seconds"), 3),
    }


def _plain_text(model: WhisperModel, samples: Samples) -> str:
    segments, _ = model.transcribe(
        samples, language="en", beam_size=BEAM_SIZE, vad_filter=True, vad_parameters=VAD, word_timestamps=True
    )
    return " ".join(segment.text.strip() for segment in segments)


def _longest_loss(said: str, heard: str) -> int:
    """Return how many words in a row are missing."""
    left, right = plain_words(said), plain_words(heard)
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return max((max((b - a) - (d - c), 0) for tag, a, b, c, d in steps if tag != "equal"), default=0)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _course() -> Iterator[Recording]:
    for video in json.loads((COURSE / "course.json").read_text())["videos"]:
        yield Recording("example course", _sound(COURSE / video["file"]), video["text"])


def _clips() -> Iterator[Recording]:
    for clip in librivox_clips():
        yield Recording("LibriVox", clip.samples, clip.text)


def _lectures(count: int, seconds: float) -> Iterator[Recording]:
    pieces = [*((_trimmed(clip.samples), clip.text) for clip in librivox_clips()), *_sections()]
    gap = np.zeros(round(GAP_SECONDS * SAMPLE_RATE), np.float32)
    for number in range(count):
        rng = np.random.default_rng(number)
        chosen: list[tuple[Samples, str]] = []
        while sum(len(samples) for samples, _ in chosen) < seconds * SAMPLE_RATE:
            chosen += [pieces[i] for i in rng.permutation(len(pieces))]
        samples: list[Samples] = []
        texts: list[str] = []
        for sound, text in chosen:
            if sum(map(len, samples)) < seconds * SAMPLE_RATE:
                samples += [sound, gap]
                texts.append(text)
        yield Recording("joined lectures", np.concatenate(samples), " ".join(texts))


def _sections() -> Iterator[tuple[Samples, str]]:
    for video in json.loads((COURSE / "course.json").read_text())["videos"]:
        sound = _sound(COURSE / video["file"])
        starts = [section["start_seconds"] for section in video["sections"]]
        ends = [*starts[1:], len(sound) / SAMPLE_RATE]
        for section, (start, end) in zip(video["sections"], zip(starts, ends, strict=True), strict=True):
            yield _trimmed(sound[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]), section["text"]


def _sound(path: Path) -> Samples:
    return np.concatenate([window.samples for window in cut_windows(path)])


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return samples[loud[0] : loud[-1] + 1]


if __name__ == "__main__":
    main()
