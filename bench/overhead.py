"""What the product costs over the bare recogniser: adding the example course against faster-whisper on the same files.

Both use the same model with the same settings, loaded before the clock starts; rounds alternate, so that a busy machine
slows both; the median of the rounds counts. Run: python bench/overhead.py
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio
from rich.console import Console
from rich.table import Table

from chronos.app import App, opened
from chronos.config import Settings
from chronos.db import embedded
from chronos.members import add_creator
from chronos.model import Actor
from chronos.providers.models import model_path
from chronos.providers.speech.whisper import BATCH_SIZE, BEAM_SIZE, COMPUTE_TYPE
from chronos.storage import Access
from chronos.videos import add_file, get_video

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "overhead.json"
COURSE = sorted(p for p in (ROOT / "examples" / "course").iterdir() if p.suffix in (".mp4", ".webm"))
ROUNDS = 3
LIMIT = 1.25
POLL_SECONDS = 0.05
MODELS = ROOT / ".chronos"  # where `make bench` installs them


def main() -> None:
    """Measures both in turn, prints a table, writes bench/results/overhead.json; exits with 1 above the limit."""
    bare = WhisperModel(str(model_path(MODELS, "whisper-base")), device="cpu", compute_type=COMPUTE_TYPE)
    bare_seconds, our_seconds = [], []
    for number in range(ROUNDS):
        bare_seconds.append(run_bare(bare))
        our_seconds.append(asyncio.run(run_ours()))
        print(f"round {number + 1}: bare {bare_seconds[-1]:.1f} s, chronos {our_seconds[-1]:.1f} s")
    ratios = [ours / bare for ours, bare in zip(our_seconds, bare_seconds, strict=True)]
    report(bare_seconds, our_seconds, ratios)
    sys.exit(statistics.median(ratios) > LIMIT)


def run_bare(model: WhisperModel) -> float:
    """Seconds that faster-whisper takes for all files."""
    started = time.perf_counter()
    for path in COURSE:
        segments, _ = BatchedInferencePipeline(model).transcribe(
            decode_audio(str(path)), beam_size=BEAM_SIZE, batch_size=BATCH_SIZE, vad_filter=True, word_timestamps=True
        )
        for _ in segments:
            pass
    return time.perf_counter() - started


async def run_ours() -> float:
    """Seconds from the first file to the last video that can be searched, on an empty database."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        try:
            async with opened(Settings(home=home, _env_file=None)) as app:
                creator = await add_creator(app.db, "Bench")
                actor = Actor("authenticated", subject=creator.id, creator_id=creator.id)
                _ = app.transcriber, app.embedder.embed(["warm"])
                return await add_and_wait(app, actor)
        finally:
            embedded.stop(home / "postgres")


async def add_and_wait(app: App, actor: Actor) -> float:
    """What `chronos add --wait` does once it has started."""
    started = time.perf_counter()
    ids = [(await add_file(Access(app.db, app.objects, actor), path)).video_id for path in COURSE]
    async with app.worker():
        while True:
            async with app.db.acting_as(actor) as tx:
                videos = [await get_video(tx, video_id) for video_id in ids]
            if all(video.status == "completed" for video in videos):
                return time.perf_counter() - started
            assert not any(video.status == "failed" for video in videos)
            await asyncio.sleep(POLL_SECONDS)


def report(bare: list[float], ours: list[float], ratios: list[float]) -> None:
    table = Table("", "median", "each")
    for name, values in (("faster-whisper alone, s", bare), ("chronos add, s", ours), ("ratio", ratios)):
        table.add_row(name, f"{statistics.median(values):.2f}", "  ".join(f"{value:.2f}" for value in values))
    Console().print(table)
    print(f"chronos add takes {statistics.median(ratios):.2f} times as long as faster-whisper alone (limit {LIMIT})")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"bare_seconds": bare, "chronos_seconds": ours, "ratios": ratios, "limit": LIMIT}, indent=2)
    )


if __name__ == "__main__":
    main()
