"""What does decoding in a process of its own cost? Share of a video's processing time, both ways in one run.

A video is probed twice (at the door and by the worker), decoded once and transcribed. Run: python bench/decoding.py
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.media import record  # noqa: E402
from tests.speech import librivox_clips  # noqa: E402

from chronos.pipeline.transcribe_windows import transcribe_windows  # noqa: E402
from chronos.providers.models import model_path  # noqa: E402
from chronos.providers.speech import SAMPLE_RATE  # noqa: E402
from chronos.providers.speech.media import decode_sound, probe  # noqa: E402
from chronos.providers.speech.media.guest.decode_track import decode_track  # noqa: E402
from chronos.providers.speech.media.guest.inspect_tracks import inspect_tracks  # noqa: E402
from chronos.providers.speech.whisper import Whisper  # noqa: E402

MINUTES, ROUNDS, LIMIT = 5, 5, 0.05


def main() -> None:
    """Measure, print, write bench/results/decoding.json; exit with 1 above the limit."""
    with tempfile.TemporaryDirectory() as folder:
        path = _talk(Path(folder) / "talk.mp4")
        began = time.perf_counter()
        probe(path)
        first = time.perf_counter() - began
        inside, guest = zip(
            *((_seconds(lambda: _inside(path)), _seconds(lambda: _guest(path))) for _ in range(ROUNDS)), strict=True
        )
        whisper = Whisper(model_path(REPOSITORY / ".chronos", "whisper-base"))
        whole = _seconds(lambda: list(transcribe_windows(path, whisper)))
    share = (median(guest) - median(inside)) / whole
    found = {
        "minutes": MINUTES,
        "first_call_seconds": round(first, 3),
        "in_process_seconds": round(median(inside), 3),
        "guest_seconds": round(median(guest), 3),
        "transcription_seconds": round(whole, 1),
        "cost_share": round(share, 4),
        "limit": LIMIT,
    }
    for name, value in found.items():
        print(f"{name:>24} {value}")
    results = REPOSITORY / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "decoding.json").write_text(json.dumps(found, indent=2))
    sys.exit(share > LIMIT)


def _inside(path: Path) -> None:
    for _ in range(2):
        with path.open("rb") as file:
            inspect_tracks(file)
    with path.open("rb") as file:
        sum(block.shape[1] for block in decode_track(file))


def _guest(path: Path) -> None:
    probe(path)
    probe(path)
    sum(block.shape[1] for block in decode_sound(path))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _talk(path: Path) -> Path:
    spoken = np.concatenate([clip.samples for clip in librivox_clips()])
    samples = np.resize(spoken, MINUTES * 60 * SAMPLE_RATE)[None]
    return record(path, [samples], picture_seconds=MINUTES * 60)


if __name__ == "__main__":
    main()
