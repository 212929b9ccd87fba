"""Does transcribing an hour need more memory than transcribing ten minutes? Peak resident memory of a process each."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
CLIPS = Path("/usr/share/pocketsphinx/test/data/librivox")
MINUTES = (10, 60)
LIMIT = 1.3
MODELS = REPOSITORY / ".chronos"  # where `make bench` installs them


def main() -> None:
    """Measures both lengths, prints a table, writes bench/results/memory.json; exits with 1 above the limit."""
    if not CLIPS.is_dir():
        sys.exit("This benchmark needs recorded speech: apt-get install pocketsphinx-testdata")
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measure(Path(folder) / f"{minutes}.m4a", minutes) for minutes in MINUTES]
    ratio = rows[-1]["peak_mb"] / rows[0]["peak_mb"]
    print(f"{'minutes':>8} {'peak MB':>8} {'seconds':>8} {'× real time':>12} {'words':>7}")
    for row in rows:
        print(
            f"{row['minutes']:>8} {row['peak_mb']:>8.0f} {row['seconds']:>8.1f} {row['speed']:>12.1f} {row['words']:>7}"
        )
    print(f"60 minutes need {ratio:.2f} times the memory of 10 (limit {LIMIT})")
    results = REPOSITORY / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "memory.json").write_text(json.dumps({"rows": rows, "ratio": round(ratio, 3), "limit": LIMIT}, indent=2))
    sys.exit(ratio > LIMIT)


def _measure(path: Path, minutes: int) -> dict[str, float]:
    _run("talk", path, minutes)
    found = json.loads(_run("transcribe", path, minutes))
    return {"minutes": minutes, "speed": round(minutes * 60 / found["seconds"], 1), **found}


def _run(step: str, path: Path, minutes: int) -> str:
    """One step in a process of its own; this one stays small, since a child's peak begins at its parent's size."""
    command = [sys.executable, __file__, step, str(path), str(minutes)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _talk(path: Path, minutes: int) -> None:
    """The recorded clips over and over, with pauses of different lengths between them."""
    import numpy as np

    sys.path.insert(0, str(REPOSITORY))
    from tests.media import Samples, record

    from chronos.providers.speech import SAMPLE_RATE, cut_windows

    clips = [next(cut_windows(clip)).samples for clip in sorted(CLIPS.glob("*.wav"))]
    rng = np.random.default_rng(1)
    parts: list[Samples] = []
    length = 0
    while length < minutes * 60 * SAMPLE_RATE:
        parts += [clips[len(parts) // 2 % len(clips)], np.zeros(int(rng.uniform(0.2, 1.5) * SAMPLE_RATE), np.float32)]
        length += len(parts[-1]) + len(parts[-2])
    record(path, [np.concatenate(parts)[None, : minutes * 60 * SAMPLE_RATE]])


def _transcribe(path: Path) -> None:
    """In a process of its own: with the default settings, and prints what it took."""
    from chronos.pipeline.transcribe_windows import transcribe_windows
    from chronos.providers.models import model_path
    from chronos.providers.speech.whisper import Whisper

    whisper = Whisper(model_path(MODELS, "whisper-base"))
    began = time.perf_counter()
    words = sum(len(window.words) for window in transcribe_windows(path, whisper))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in kilobytes
    print(json.dumps({"peak_mb": round(peak, 1), "seconds": round(seconds, 1), "words": words}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["talk", path, minutes]:
            _talk(Path(path), int(minutes))
        case ["transcribe", path, _]:
            _transcribe(Path(path))
        case _:
            main()
