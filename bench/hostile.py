"""Does an attack take anybody's time? Run: python bench/hostile.py [ATTACK …]

A server and a worker run on loopback. While each attack of `ATTACKS` runs in a process of its own, a health check and
an ordinary question are asked again and again. The worst wait of the health check and the question's 95th percentile
must stay within twice those of the quiet phases before and after it, in this one run; the server's memory must not grow
by more than `MAX_GROWTH_MB`.
"""

import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.factories import a_creator, a_student, a_video, as_creator, as_student  # noqa: E402
from tests.uploads.serving import CHRONOS, ServerProcess  # noqa: E402
from tests.web.course import add_lesson  # noqa: E402

from chronos.app import opened  # noqa: E402
from chronos.config import Settings  # noqa: E402
from chronos.db import embedded  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "hostile.json"
MODELS = ROOT / ".chronos"  # where `make bench` installs them
SECONDS = 12.0  # of each phase
MAX_RATIO, MAX_GROWTH_MB = 2.0, 150
QUESTIONS = ("What is light?", "What does an aperture do?", "How long is the exposure?", "What is depth of field?")
LONG_TRANSCRIPT = """
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
select %(id)s, 0, 36000, array_agg('word' || n), array_agg(n * 0.36), array_agg(n * 0.36 + 0.3)
  from generate_series(0, 99999) as n
"""
MB = 1024 * 1024
AT_ONCE = 8  # more than a server of two cores has threads


@dataclass(frozen=True, slots=True)
class Target:
    """What an attacker knows: the server, a creator's token, and a video."""

    host: str
    port: int
    token: str
    video_id: str
    long_video_id: str  # of ten hours
    files_port: int  # of a slow server that imports may use

    def connect(self, number: int = 0) -> socket.socket:
        """Connect from one of many addresses, none of which is a proxy."""
        source = f"127.0.{1 + number // 200 % 200}.{2 + number % 200}"
        return socket.create_connection((self.host, self.port), 5, (source, 0))

    def head(self, method: str, path: str, *headers: str) -> bytes:
        """Return the beginning of a request with the token."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Authorization: Bearer {self.token}", *headers]
        return "\r\n".join([*lines, "", ""]).encode()

    def send(self, method: str, path: str, body: bytes, content_type: str) -> int:
        """Send one whole request; return the status."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60, source_address=("127.0.0.9", 0))
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


def trickle_headers(target: Target) -> None:
    """Hold 300 connections with headers that never end."""
    _trickle(target, 300, b"GET / HTTP/1.1\r\nHost: x\r\n", b"a: b\r\n")


def trickle_bodies(target: Target) -> None:
    """Hold 300 connections with bodies that arrive byte by byte."""
    _trickle(target, 300, target.head("POST", "/api/v1/search", "Content-Length: 100000"), b" ")


def read_nothing(target: Target) -> None:
    """Ask for a file on 200 connections and read none of it."""
    _trickle(target, 200, target.head("GET", f"/videos/{target.video_id}/media"), b"")


def send_without_end(target: Target) -> None:
    """Send endless headers, bodies and chunks as fast as the server takes them."""
    kinds = itertools.cycle(
        (
            (b"GET / HTTP/1.1\r\nA: ", b"a" * 65536),
            (target.head("POST", "/healthz", "Content-Length: 100000000000"), b"a" * 65536),
            (target.head("POST", "/healthz", "Transfer-Encoding: chunked"), b"1\r\na\r\n" * 10_000),
            (target.head("POST", "/api/v1/search", "Transfer-Encoding: chunked"), b"1;" + b"a" * 65536),
            (b"", b"GET /nowhere HTTP/1.1\r\n\r\n" * 1000),
        )
    )
    for number in itertools.count():
        begin, rest = next(kinds)
        with suppress(OSError), target.connect(number) as connection:
            connection.sendall(begin)
            for _ in range(200):
                connection.sendall(rest)


def connect_without_end(target: Target) -> None:
    """Open connections from 40,000 addresses and keep them."""
    kept: list[socket.socket] = []
    for number in itertools.count():
        with suppress(OSError):
            kept.append(target.connect(number))
        if len(kept) > 3000:
            kept.pop(0).close()
        time.sleep(0.001)


def send_deep_json(target: Target) -> None:
    """Send JSON that is deep, wide, or of wrong fields only."""
    wide = "{" + ",".join(f'"a{number}":0' for number in range(20_000)) + "}"
    bodies = [body.encode() for body in ("[" * 250_000, wide, json.dumps({"query": "x" * 250_000}))]
    _send_at_once(target, ("POST", "/api/v1/search"), bodies, "application/json")


def send_captions(target: Target) -> None:
    """Send caption files that are slow to read for a careless parser."""
    cue = b"WEBVTT\n\n00:00.000 --> 00:09.000\n"
    bodies = [cue + part * (2 * MB // len(part)) for part in (b"<", b"<v ", b"&", b" ", b"\t\n", b"{\\", b"a ", b"1")]
    bodies.append(b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\nword\n\n" * 60_000)
    bodies.append(cue + b"00:00 --> 00:01\n" * 600_000)
    bodies.append(cue + b"\xff" * 9 * MB)
    _send_at_once(target, ("PUT", f"/api/v1/videos/{target.video_id}/captions"), bodies, "text/vtt")


def read_transcripts(target: Target) -> None:
    """Ask for the transcript of ten hours again and again."""
    _send_at_once(target, ("GET", f"/api/v1/videos/{target.long_video_id}/transcript"), [b""], "text/plain")


def send_forms(target: Target) -> None:
    """Send forms whose bytes look like boundaries."""
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    fillings = (b"\r\n--", b"\r", b"\r\n-", b"\r\n--x")
    bodies = [part + filling * (4 * MB // len(filling)) + b"\r\n--x--\r\n" for filling in fillings]
    _send_at_once(target, ("POST", "/api/v1/videos"), bodies, "multipart/form-data; boundary=x")


def send_media(target: Target) -> None:
    """Send files that begin as media and continue as noise, for the decoder to chew."""
    noise = [bytes(os.urandom(MB)) for _ in range(4)]
    heads = (
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\xff\xff\xff\xff\xff\x7f\xff\xff\xff\x7f\xff\xff\x10\x00",
        b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f",
        b"OggS\x00\x02" + bytes(20),
        b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f",
    )
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    bodies = [part + head + rest + b"\r\n--x--\r\n" for head, rest in itertools.product(heads, noise)]
    _send_at_once(target, ("POST", "/api/v1/videos"), bodies, "multipart/form-data; boundary=x")


def import_slowly(target: Target) -> None:
    """Import many files from a server that sends a byte now and then."""
    for number in itertools.count():
        body = json.dumps({"url": f"http://127.0.0.1:{target.files_port}/{number}.mp4"})
        target.send("POST", "/api/v1/videos", body.encode(), "application/json")
        time.sleep(0.05)


ATTACKS: dict[str, Callable[[Target], None]] = {
    attack.__name__: attack
    for attack in (
        trickle_headers, trickle_bodies, read_nothing, send_without_end, connect_without_end,
        send_deep_json, send_captions, read_transcripts, send_forms, send_media, import_slowly,
    )
}  # fmt: skip


def _send_at_once(target: Target, address: tuple[str, str], bodies: list[bytes], content_type: str) -> None:
    """Send the bodies again and again, as many at once as would fill the server's threads."""

    def send(first: int) -> None:
        for body in itertools.cycle(bodies[first:] + bodies[:first]):
            with suppress(OSError, http.client.HTTPException):
                target.send(*address, body, content_type)

    threads = [threading.Thread(target=send, args=[number % len(bodies)]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _trickle(target: Target, count: int, begin: bytes, rest: bytes) -> None:
    """Keep so many connections open, each with a few bytes a second; a new one for each that is closed."""
    open_ones: dict[int, socket.socket] = {}
    while True:
        for number in range(count):
            try:
                if number not in open_ones:
                    open_ones[number] = target.connect(number)
                    open_ones[number].sendall(begin)
                    time.sleep(0.02)  # they are held for long; that many at once would be ordinary load
                elif rest:
                    open_ones[number].sendall(rest)
            except OSError:
                if number in open_ones:
                    open_ones.pop(number).close()
        time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds of one phase: the worst health check and the question's 95th percentile; the server's growth."""

    phase: str
    health_worst_ms: float
    question_p95_ms: float
    growth_mb: float


def main() -> None:
    """Measure, print a table, write JSON; exit with 1 when a limit is not kept."""
    if sys.argv[1:2] == ["--attack"]:
        os.nice(10)  # a stranger's machine would not take our processor
        ATTACKS[sys.argv[2]](Target(**json.loads(sys.argv[3])))
    names = sys.argv[1:] or list(ATTACKS)
    with tempfile.TemporaryDirectory() as directory, _site(Path(directory)) as (target, student, pid):
        _measure("warm up", target, student, pid)
        waits = [_measure("quiet", target, student, pid)]
        for name in names:
            command = [sys.executable, __file__, "--attack", name, json.dumps(asdict(target))]
            attacker = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            try:
                waits.append(_measure(name, target, student, pid))
            finally:
                attacker.kill()
                attacker.wait()
            time.sleep(3)
            waits.append(_measure("quiet", target, student, pid))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(each) for each in waits], indent=2))
    sys.exit(not _report(waits))


def _report(waits: list[Waits]) -> bool:
    table = Table("attack", "health check, worst", "times quiet", "question, p95", "times quiet", "memory")
    is_kept = True
    for before, attack, after in zip(waits[::2], waits[1::2], waits[2::2], strict=False):
        health = attack.health_worst_ms / max(before.health_worst_ms, after.health_worst_ms)
        question = attack.question_p95_ms / max(before.question_p95_ms, after.question_p95_ms)
        is_kept &= max(health, question) <= MAX_RATIO and attack.growth_mb <= MAX_GROWTH_MB
        table.add_row(
            attack.phase,
            f"{attack.health_worst_ms:.0f} ms", f"{health:.2f}",
            f"{attack.question_p95_ms:.0f} ms", f"{question:.2f}",
            f"+{attack.growth_mb:.0f} MB",
        )  # fmt: skip
    Console(width=110).print(table)
    return is_kept


def _measure(phase: str, target: Target, student: str, pid: int) -> Waits:
    process = Path(f"/proc/{pid}")
    before = _resident_mb(process, "VmRSS")
    (process / "clear_refs").write_text("5")  # the peak is that of now
    until = time.monotonic() + SECONDS
    health: list[float] = []
    questions: list[float] = []
    asking = threading.Thread(target=_ask, args=[target, student, until, questions])
    asking.start()
    while time.monotonic() < until:
        health.append(_timed(target, "GET", "/healthz", None, {}))
        time.sleep(0.02)
    asking.join()
    growth = _resident_mb(process, "VmHWM") - before
    waits = Waits(phase, max(health), statistics.quantiles(questions, n=20)[-1], growth)
    print(waits, len(health), len(questions))
    return waits


def _ask(target: Target, student: str, until: float, taken: list[float]) -> None:
    headers = {"Authorization": f"Bearer {student}", "Content-Type": "application/json"}
    for number in itertools.count():
        if time.monotonic() >= until:
            return
        body = json.dumps({"query": f"{QUESTIONS[number % len(QUESTIONS)]} {time.time_ns()}"})  # nothing is remembered
        taken.append(_timed(target, "POST", "/api/v1/search", body, headers))
        time.sleep(0.02)


def _timed(target: Target, method: str, path: str, body: str | None, headers: dict[str, str]) -> float:
    """Return the milliseconds of a request on a connection of its own."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection(target.host, target.port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200, content
    return (time.perf_counter() - started) * 1000


@contextmanager
def _site(folder: Path) -> Iterator[tuple[Target, str, int]]:
    """Run server, worker and a slow file server; yield the target, a student's token and the server's process."""
    import asyncio

    (folder / "models").symlink_to(MODELS / "models")
    slow = socket.create_server(("127.0.0.1", 0), backlog=512)
    threading.Thread(target=_serve_slowly, args=[slow], daemon=True).start()
    settings = {"CHRONOS_HOME": str(folder), "CHRONOS_IMPORT_FROM": f"127.0.0.1:{slow.getsockname()[1]}"}
    try:
        creator, student, video_id, long_video_id = asyncio.run(_prepare(folder))
        environment = os.environ | settings
        with (folder / "worker.log").open("wb") as log:
            worker = subprocess.Popen([CHRONOS, "worker"], env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            with ServerProcess(settings, folder) as server:
                assert server.process
                parts = urlsplit(server.url)
                videos = (video_id, long_video_id)
                target = Target(str(parts.hostname), server.port, creator, *videos, slow.getsockname()[1])
                yield target, student, server.process.pid
        finally:
            worker.terminate()
            worker.wait(60)
    finally:
        embedded.stop(folder / "postgres")


async def _prepare(folder: Path) -> tuple[str, str, str, str]:
    """Make a course and its people, who may ask as much as they like; return two tokens and two videos."""
    async with opened(Settings(home=folder, _env_file=None)) as app:
        async with app.db.as_service("bench") as tx:
            creator, other = await a_creator(tx), await a_creator(tx)
            student = await a_student(tx, other)
            await tx.execute("update private.rate_limits set burst = 1000000, per_minute = 1000000")
            long_video_id = await a_video(tx, creator)
            await tx.execute("update videos set duration_seconds = 36000 where id = %(id)s", {"id": long_video_id})
            await tx.execute(LONG_TRANSCRIPT, {"id": long_video_id})
        async with app.worker():
            video_id = await add_lesson(app, as_creator(creator), 0)
            await add_lesson(app, as_creator(other), 1)
        tokens = app.tokens.mint(as_creator(creator)), app.tokens.mint(as_student(student))
        return *tokens, str(video_id), str(long_video_id)


def _serve_slowly(listener: socket.socket) -> None:
    """Announce a file of 100 MB to every client and send a byte now and then."""
    kept: list[socket.socket] = []
    listener.settimeout(1)
    while True:
        with suppress(TimeoutError):
            client, _ = listener.accept()
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 100000000\r\n\r\n")
            kept.append(client)
        for client in kept:
            with suppress(OSError):
                client.sendall(b"x")


def _resident_mb(process: Path, which: str) -> float:
    for line in (process / "status").read_text().splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(which)


if __name__ == "__main__":
    main()
