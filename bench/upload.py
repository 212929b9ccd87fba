"""What does a resumable upload cost? Run: python bench/upload.py [--torture [MEGABYTES TIMES]]

TUS in pieces of 6 MB against a plain `curl -T` to the same server on loopback, in turn; the server's peak memory for
500 MB; 20 uploads at once, and how soon a health check is answered meanwhile. With `--torture` real clients are stopped
at random bytes (client killed, server killed, connection cut) and must store the same bytes, 100 MB 20 times each.
"""

import argparse
import http.client
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from rich.console import Console
from rich.progress import track
from rich.table import Table

from chronos.db import embedded

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.node_packages import node_packages  # noqa: E402
from tests.uploads.serving import CHRONOS, Cable, ServerProcess  # noqa: E402
from tests.uploads.torture import PROGRAMS, STOPS, Bench, Told, a_recording, digest, torture  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "upload.json"
TORTURE_RESULTS = Path(__file__).parent / "results" / "upload_torture.json"
MB = 1024**2
PIECE_BYTES = 6 * MB
RATE_MB, ROUNDS = 300, 7
LARGE_MB = 500
AT_ONCE, EACH_MB = 20, 25
HEALTH_EVERY_SECONDS = 0.02
MAX_RATIO, MAX_GROWTH_MB, MAX_HEALTH_MS = 2.0, 64, 100
PATH = "/storage/v1/upload/resumable"


def main() -> None:
    """Prints tables and writes JSON; exits with 1 when a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torture", nargs="*", type=int, metavar="N", help="megabytes (100) and times (20)")
    parser.add_argument("--upload-many", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.upload_many:
        _upload_many(*options.upload_many)
        return
    if shutil.which("curl") is None:
        sys.exit("This benchmark needs curl: apt-get install curl")
    with tempfile.TemporaryDirectory() as directory, _served(Path(directory)) as bench:
        folder = Path(directory)
        if options.torture is None:
            is_good = _measure(bench, folder)
        else:
            megabytes, times = [*options.torture, 100, 20][:2] if len(options.torture) < 2 else options.torture[:2]
            is_good = _torture(bench, folder, megabytes, times)
    sys.exit(not is_good)


@contextmanager
def _served(directory: Path) -> Iterator[Bench]:
    home = directory / "home"
    home.mkdir()
    (home / "models").symlink_to(ROOT / ".chronos" / "models")
    settings = {"CHRONOS_HOME": str(home)}

    def chronos(*words: str) -> str:
        done = subprocess.run(
            [CHRONOS, *words], env=settings, cwd=directory, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    try:
        creator = chronos("creator", "add", "Bench")
        token = chronos("token", "--creator", creator)
        with ServerProcess(settings, directory) as server, Cable(server.port) as cable:
            yield Bench(server, cable, token, UUID(creator), home, None)
    finally:
        embedded.stop(home / "postgres")


# Rates, memory, many at once ------------------------------------------------------------------------------------------


def _measure(bench: Bench, folder: Path) -> bool:
    time.sleep(5)  # the search model is loaded after the start
    memory = [_memory(bench, folder, bucket) for bucket in ("user-uploads", "videos")]
    puts, pieces = _rates(bench, folder)
    ratio = statistics.median(pieces) / statistics.median(puts)
    seconds, waits = _at_once(bench, folder)
    table = Table("", "value", "limit")
    table.add_row(f"curl -T, {RATE_MB} MB, median of {ROUNDS}", f"{statistics.median(puts):.2f} s", "")
    table.add_row(f"TUS in 6 MB pieces, {RATE_MB} MB", f"{statistics.median(pieces):.2f} s", "")
    table.add_row("TUS / curl", f"{ratio:.2f}", f"{MAX_RATIO}")
    for row in memory:
        table.add_row(
            f"memory for {LARGE_MB} MB into {row['bucket']}: idle, peak",
            f"{row['idle_mb']:.0f}, {row['peak_mb']:.0f} (+{row['growth_mb']:.0f}) MB",
            f"+{MAX_GROWTH_MB} MB",
        )
    table.add_row(f"{AT_ONCE} uploads of {EACH_MB} MB at once", f"{seconds:.1f} s", "all complete")
    table.add_row(
        f"health check meanwhile, {len(waits)} of them: median, longest",
        f"{statistics.median(waits):.1f}, {max(waits):.1f} ms",
        f"{MAX_HEALTH_MS} ms",
    )
    Console().print(table)
    result = {
        "put_seconds": puts,
        "tus_seconds": pieces,
        "ratio": ratio,
        "memory": memory,
        "at_once_seconds": seconds,
        "health_checks": len(waits),
        "health_ms_p50": statistics.median(waits),
        "health_ms_max": max(waits),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2))
    growth = max(row["growth_mb"] for row in memory if isinstance(row["growth_mb"], float))
    return ratio <= MAX_RATIO and growth <= MAX_GROWTH_MB and max(waits) <= MAX_HEALTH_MS


def _rates(bench: Bench, folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of a plain PUT and of TUS, in turn."""
    source = a_recording(folder / "rate.wav", RATE_MB * MB, random.Random(1))
    ways: tuple[Callable[[str], None], ...] = (
        lambda name: _put(bench, source, name),
        lambda name: _send(bench.server.url, bench.token, source, "user-uploads", name),
    )
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        for way, taken in zip(ways, seconds, strict=True):
            name = f"{bench.creator_id}/{uuid4()}.wav"
            started = time.perf_counter()
            way(name)
            if number:  # the first warms both up
                taken.append(time.perf_counter() - started)
            _require_stored(bench, source, "user-uploads", name)
    source.unlink()
    return seconds


def _put(bench: Bench, source: Path, name: str) -> None:
    url = f"{bench.server.url}/storage/v1/object/user-uploads/{name}"
    headers = ["-H", f"Authorization: Bearer {bench.token}", "-H", "Content-Type: audio/wav", "-H", "Expect:"]
    subprocess.run(["curl", "-sSf", "-o", "/dev/null", "-T", source, *headers, url], check=True)


def _send(url: str, token: str, source: Path, bucket: str, name: str) -> None:
    """As a TUS client does it, piece after piece on one connection."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=300)
    common = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    said = {"bucketName": bucket, "objectName": name, "contentType": "audio/wav"}
    told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())
    size = source.stat().st_size

    def ask(method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPResponse:
        connection.request(method, path, body, common | headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status in (201, 204), text
        return answer

    begun = ask("POST", PATH, {"Upload-Length": str(size), "Upload-Metadata": told, "Content-Length": "0"})
    place, offset = urlsplit(begun.headers["Location"]).path, 0
    kind = {"Content-Type": "application/offset+octet-stream"}
    with source.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            answer = ask("PATCH", place, kind | {"Upload-Offset": str(offset)}, piece)
            offset = int(answer.headers["Upload-Offset"])
    assert offset == size
    connection.close()


def _memory(bench: Bench, folder: Path, bucket: str) -> dict[str, float | str]:
    """The server's resident memory before an upload and at its peak."""
    assert bench.server.process
    process = Path(f"/proc/{bench.server.process.pid}")
    source = a_recording(folder / "large.wav", LARGE_MB * MB, random.Random(bucket))
    name = f"{bench.creator_id}/{uuid4()}/large.wav"
    idle = _resident_mb(process, "VmRSS")
    (process / "clear_refs").write_text("5")  # the peak is that of now
    _send(bench.server.url, bench.token, source, bucket, name)
    peak = _resident_mb(process, "VmHWM")
    _require_stored(bench, source, bucket, name)
    source.unlink()
    return {"bucket": bucket, "idle_mb": idle, "peak_mb": peak, "growth_mb": peak - idle}


def _resident_mb(process: Path, field: str) -> float:
    [line] = [line for line in (process / "status").read_text().splitlines() if line.startswith(f"{field}:")]
    return int(line.split()[1]) / 1024


def _at_once(bench: Bench, folder: Path) -> tuple[float, list[float]]:
    """How long they take together, and the milliseconds of every health check meanwhile."""
    sources = folder / "many"
    sources.mkdir()
    for number in range(AT_ONCE):
        a_recording(sources / f"{number}.wav", EACH_MB * MB, random.Random(number))
    waits: list[float] = []
    is_over = threading.Event()
    watching = threading.Thread(target=_watch, args=[bench.server.url, waits, is_over], daemon=True)
    watching.start()
    started = time.perf_counter()
    # In a process of its own, which does not keep the watching one from its work.
    command = [sys.executable, __file__, "--upload-many", bench.server.url, bench.token, str(bench.creator_id)]
    subprocess.run(command, cwd=sources, check=True)
    seconds = time.perf_counter() - started
    is_over.set()
    watching.join()
    stored = {digest(path) for path in (bench.home / "storage").rglob("*.wav")}
    assert stored == {digest(path) for path in sources.iterdir()}
    shutil.rmtree(sources)
    return seconds, waits


def _upload_many(url: str, token: str, creator: str) -> None:
    """Every file here at once, half of them as videos."""
    sources = sorted(Path().glob("*.wav"))
    buckets = ["videos", "user-uploads"] * len(sources)

    def send(source: Path, bucket: str) -> None:
        _send(url, token, source, bucket, f"{creator}/{uuid4()}/{source.name}")

    with ThreadPoolExecutor(len(sources)) as pool:
        list(pool.map(send, sources, buckets))


def _watch(url: str, waits: list[float], is_over: threading.Event) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    while not is_over.wait(HEALTH_EVERY_SECONDS):
        started = time.perf_counter()
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        waits.append((time.perf_counter() - started) * 1000)
    connection.close()


def _require_stored(bench: Bench, source: Path, bucket: str, name: str) -> None:
    stored = bench.home / "storage" / bucket / name
    assert digest(stored) == digest(source)
    stored.unlink()


# Torture --------------------------------------------------------------------------------------------------------------


def _torture(bench: Bench, folder: Path, megabytes: int, times: int) -> bool:
    bench = replace(bench, node_modules=node_packages(ROOT))
    rounds = [(program, stop, number) for program in PROGRAMS for stop in STOPS for number in range(times)]
    told: list[Told] = []
    failed: list[str] = []
    for program, stop, number in track(rounds, "Uploads that are stopped"):
        try:
            told.append(torture(bench, program, stop, folder, size=megabytes * MB, seed=number))
        except AssertionError as error:
            failed.append(f"{program}, {stop}, {number}: {error}")
    table = Table("client", "stop", "identical", "runs of the client", "seconds, median", "longest")
    for program in PROGRAMS:
        for stop in STOPS:
            mine = [one for one in told if (one.program, one.stop) == (program, stop)]
            taken = [one.seconds for one in mine] or [0.0]
            runs = sum(one.runs for one in mine)
            table.add_row(
                program,
                stop,
                f"{len(mine)} of {times}",
                str(runs),
                f"{statistics.median(taken):.1f}",
                f"{max(taken):.1f}",
            )
    Console().print(f"{megabytes} MB, each stopped once at a random byte")
    Console().print(table)
    for line in failed:
        print(line)
    TORTURE_RESULTS.parent.mkdir(exist_ok=True)
    rows = [asdict(one) for one in told]
    TORTURE_RESULTS.write_text(
        json.dumps({"megabytes": megabytes, "times": times, "failed": failed, "uploads": rows}, indent=2)
    )
    return not failed


if __name__ == "__main__":
    main()
