"""What do the pictures of a film cost, a long or a heavy one too? Processor time, memory, sizes and exactness.

Each film is read by the guest's own code in a process of its own, without its limits, to see how far below them it
stays. Run: python bench/pictures.py
"""

import json
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.media import a_film  # noqa: E402

from chronos.providers.speech.media.guest.confine import BASE_SECONDS, MEMORY_BYTES  # noqa: E402
from chronos.providers.speech.media.guest.take_pictures import take_pictures  # noqa: E402
from chronos.providers.speech.media.pictures import Poster, count_tiles  # noqa: E402

HOUR = 3600.0
FAST = {"preset": "ultrafast", "g": "250", "sc_threshold": "0"}


def main() -> None:
    """Measure, print, write bench/results/pictures.json; exit with 1 when a film comes near the guest's limits."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILMS.items():
            path, seconds = make(Path(folder))
            found[name] = _measure(path, seconds)
            print(f"{name:>32} {found[name]}", flush=True)
    results = REPOSITORY / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "pictures.json").write_text(json.dumps(found, indent=2))
    sys.exit(
        any(
            one["processor_seconds"] > 0.75 * BASE_SECONDS or one["memory_mb"] > 0.75 * MEMORY_BYTES / 2**20
            for one in found.values()
        )
    )


def _measure(path: Path, seconds: float) -> dict[str, float]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_take, args=(theirs, path, seconds))
    process.start()
    measured: dict[str, float] = ours.recv()
    process.join()
    return {"minutes": round(seconds / 60), "size_mb": round(path.stat().st_size / 2**20)} | measured


def _take(connection: Connection, path: Path, seconds: float) -> None:
    before = _peak_kb()
    began = time.process_time()
    with path.open("rb") as file:
        parts = list(take_pictures(file, seconds))
    sizes = [len(part.content if isinstance(part, Poster) else part) for part in parts]
    connection.send(
        {
            "processor_seconds": round(time.process_time() - began, 1),
            "memory_mb": round((_peak_kb() - before) / 1024),
            "tiles": count_tiles(seconds),
            "kb_a_tile": round(sum(sizes[:-1]) / 1024 / count_tiles(seconds), 1),
            "poster_kb": round(sizes[-1] / 1024),
        }
    )


def _peak_kb() -> int:
    """Return the most memory that this process has had; `ru_maxrss` would include its parent's."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


def _lesson(_: Path) -> tuple[Path, float]:
    return REPOSITORY / "examples" / "course" / "1-aperture.mp4", 121.6


def _noise(seconds: float, width: int, height: int, codec: str, pixels: str) -> Callable[[Path], tuple[Path, float]]:
    """Return a maker of a film of blocks that change all at once, a hundred frames apart, repeated from one minute."""

    def make(folder: Path) -> tuple[Path, float]:
        chance = np.random.default_rng(1)
        scenes = [
            np.kron(chance.integers(0, 128, (height // 20, width // 20, 3), np.uint8), np.ones((20, 20, 1), np.uint8))
            for _ in range(3)
        ]

        def paint(second: float) -> NDArray[np.uint8]:
            return scenes[int(second / 3) % 3]

        options = FAST | ({"x265-params": "keyint=250:log-level=none"} if codec == "libx265" else {})
        minute = a_film(
            folder / f"{codec}-{height}.mp4", paint, 60, codec=codec, pixels=pixels, options=options, rate=30
        )
        return _repeat(minute, folder / f"{codec}-{height}-{seconds:.0f}.mp4", seconds), seconds

    return make


def _one_key(folder: Path) -> tuple[Path, float]:
    """An hour of a browser's recording: one key frame at its beginning."""

    def paint(second: float) -> NDArray[np.uint8]:
        picture = np.full((720, 1280, 3), 230, np.uint8)
        picture[100:200, int(second * 10) % 1100 : int(second * 10) % 1100 + 100] = 20
        return picture

    options = {"g": "1000000", "deadline": "realtime", "cpu-used": "16"}
    return a_film(folder / "one.webm", paint, HOUR, codec="libvpx", options=options), HOUR


def _repeat(source: Path, path: Path, seconds: float) -> Path:
    """Copy the packets of a film again and again, each time a minute later."""
    with av.open(str(source)) as read, av.open(str(path), "w") as written:
        track = written.add_stream_from_template(read.streams.video[0])
        packets = [packet for packet in read.demux(read.streams.video[0]) if packet.dts is not None]
        copies = [(bytes(packet), packet.pts, packet.dts, packet.is_keyframe) for packet in packets]
        base = packets[0].time_base
        for minute in range(round(seconds / 60)):
            shift = round(minute * 60 / base)
            for content, pts, dts, is_key in copies:
                packet = av.Packet(content)
                packet.stream, packet.time_base = track, base
                packet.pts, packet.dts, packet.is_keyframe = (pts or 0) + shift, (dts or 0) + shift, is_key
                written.mux(packet)
    return path


FILMS: dict[str, Callable[[Path], tuple[Path, float]]] = {
    "slides, two minutes": _lesson,
    "1080p H.264, ten minutes": _noise(600, 1920, 1080, "libx264", "yuv420p"),
    "1080p H.264, an hour": _noise(HOUR, 1920, 1080, "libx264", "yuv420p"),
    "1080p H.264, ten hours": _noise(10 * HOUR, 1920, 1080, "libx264", "yuv420p"),
    "2160p HEVC 10 bits, an hour": _noise(HOUR, 3840, 2160, "libx265", "yuv420p10le"),
    "one key frame, an hour": _one_key,
}

if __name__ == "__main__":
    main()
