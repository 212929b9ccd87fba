"""Uploads by real clients that are stopped at a random byte and go on: the bytes must be the same every time."""

import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from tests.uploads.serving import Cable, ServerProcess

Program = Literal["tuspy", "tus-js-client"]
Stop = Literal["client killed", "server killed", "connection cut"]
PROGRAMS: Sequence[Program] = ("tuspy", "tus-js-client")
STOPS: Sequence[Stop] = ("client killed", "server killed", "connection cut")
PIECES = (1024**2, 6 * 1024**2, 2**31)  # the last: all in one
TRIES = 12
TRY_SECONDS = 180
HERE = Path(__file__).parent
_RATE = 48_000


@dataclass(frozen=True)
class Bench:
    """Where a client uploads to, as whom, and where its file ends up."""

    server: ServerProcess
    cable: Cable
    token: str
    creator_id: UUID
    home: Path
    node_modules: Path | None


@dataclass(frozen=True)
class Told:
    """How one upload went: at which byte it was stopped, how often the client was started, how long it took."""

    program: Program
    stop: Stop
    at_byte: int
    runs: int
    seconds: float


def torture(bench: Bench, program: Program, stop: Stop, folder: Path, *, size: int, seed: int) -> Told:
    """One upload of `size` bytes, stopped once. Raises AssertionError unless exactly its bytes are stored."""
    chance = random.Random(f"{program} {stop} {size} {seed}")
    source = a_recording(folder / f"{uuid4()}.wav", size, chance)
    bucket = chance.choice(("videos", "user-uploads"))
    name = f"{bench.creator_id}/{uuid4()}/{source.name}"
    said = {"bucketName": bucket, "objectName": name, "contentType": "audio/wav"}
    command = client_command(bench, program, source, chance.choice(PIECES), said)
    at_byte = chance.randrange(1, size)
    started = time.monotonic()
    runs = _run_stopped(bench, stop, at_byte, command)
    seconds = time.monotonic() - started
    stored = bench.home / "storage" / bucket / name
    assert stored.exists(), f"{program}, {stop} at {at_byte}: nothing is stored"
    assert digest(stored) == digest(source), f"{program}, {stop} at {at_byte}: other bytes are stored"
    assert not list((bench.home / "incoming").iterdir())
    source.unlink()
    stored.unlink()
    return Told(program, stop, at_byte, runs, seconds)


def client_command(
    bench: Bench, program: Program, source: Path, piece_bytes: int, said: dict[str, str]
) -> Sequence[str]:
    """The client as a command that goes on where it was stopped."""
    endpoint = f"{bench.cable.url}/storage/v1/upload/resumable"
    common = [endpoint, bench.token, str(source), str(source.with_suffix(".url")), str(piece_bytes), json.dumps(said)]
    if program == "tuspy":
        return [sys.executable, str(HERE / "tuspy_client.py"), *common]
    return ["node", str(HERE.parent / "node" / "tus_client.mjs"), str(bench.node_modules), *common]


def _run_stopped(bench: Bench, stop: Stop, at_byte: int, command: Sequence[str]) -> int:
    """How often the command was started until it ended well."""
    running: list[subprocess.Popen[bytes]] = []

    def kill_client() -> None:
        running[-1].kill()
        running[-1].wait()

    def kill_server() -> None:
        bench.server.kill()
        bench.server.start()

    stops: dict[Stop, Callable[[], None]] = {
        "client killed": kill_client,
        "server killed": kill_server,
        "connection cut": bench.cable.cut,
    }
    stopped = 0

    def stop_now() -> None:
        nonlocal stopped
        stopped += 1
        stops[stop]()

    bench.cable.arm(at_byte, stop_now)
    said = b""
    for tried in range(1, TRIES + 1):
        client = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        running.append(client)
        _, said = client.communicate(timeout=TRY_SECONDS)
        if client.returncode == 0:
            assert stopped == 1, "the client was not stopped"
            return tried
    raise AssertionError(f"the client did not end well: {said.decode()[-500:]}")


def a_recording(path: Path, size: int, chance: random.Random) -> Path:
    """A sound file of `size` bytes of noise, which no other has."""
    data = size - 44
    rate = _RATE.to_bytes(4, "little") + (_RATE * 2).to_bytes(4, "little")
    head = b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little") + b"\1\0\1\0" + rate
    with path.open("wb") as file:
        file.write(head + b"\2\0\x10\0data" + data.to_bytes(4, "little"))
        for start in range(0, data, 1024**2):
            file.write(chance.randbytes(min(1024**2, data - start)))
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
