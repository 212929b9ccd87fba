"""Kill workers and PostgreSQL at random while videos are processed; `make faults` does it for long.

Nothing may be lost or doubled, no video may fail, and no process may end that was not killed here.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx2
import psycopg

from chronos.app import App
from chronos.config import Settings
from chronos.db import embedded
from chronos.errors import ProviderError
from chronos.members import add_creator
from chronos.model import Actor
from chronos.storage import Access
from chronos.videos import Details, add_file
from tests.cli.conftest import CHRONOS
from tests.factories import as_creator
from tests.media import a_silent_video
from tests.speech import librivox_clips

SENTENCES = 400  # in the captions of each video with captions
PATIENCE_SECONDS = 1800.0


@dataclass(frozen=True)
class Plan:
    """How much is done. `spoken`: of the videos, how many have real speech and no captions."""

    videos: int
    spoken: int
    workers: int
    worker_kills: int
    server_kills: int
    pause_seconds: float = 2.0
    seed: int = 7


SHORT = Plan(videos=4, spoken=0, workers=2, worker_kills=4, server_kills=2, pause_seconds=0.5)
LONG = Plan(videos=30, spoken=6, workers=3, worker_kills=60, server_kills=10)


@dataclass
class House:
    """The processes of one home: `chronos up`, which is never killed, and workers, which are."""

    home: Path
    log: IO[bytes]
    up: "subprocess.Popen[bytes]"
    address: str
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    ended_by_themselves: list[str] = field(default_factory=list)
    refused: int = 0

    def start_worker(self) -> None:
        """Start one more."""
        self.workers.append(_start(self.home, self.log, "worker"))

    def wait_for_workers(self) -> None:
        """Wait until one of them works."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._at_work():
            self.check()
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def kill_worker(self, chance: random.Random) -> None:
        """Kill one that works, and start another."""
        self.check()
        worker = chance.choice(self._at_work() or self.workers)
        worker.kill()
        worker.wait()
        self.workers.remove(worker)
        self.start_worker()

    def _at_work(self) -> "list[subprocess.Popen[bytes]]":
        """The workers that the database knows; until then a process only starts."""
        with suppress(psycopg.Error), _connect(self.home) as connection:
            rows = connection.execute("select application_name from pg_stat_activity").fetchall()
            names = " ".join(str(name) for (name,) in rows)
            return [worker for worker in self.workers if f"chronos worker, process {worker.pid} " in names]
        return []

    def check(self) -> None:
        """Note the processes that ended although they were not killed, and ask the server how it is."""
        for process in [self.up, *self.workers]:
            if process.poll() is not None:
                self.ended_by_themselves.append(f"{process.args!r} ended with {process.returncode}")
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        assert httpx2.get(f"{self.address}/healthz", timeout=30).status_code == 200
        ready = httpx2.get(f"{self.address}/readyz", timeout=30)
        self.refused += ready.status_code == 503
        assert ready.status_code == 200 or (ready.status_code == 503 and ready.headers["retry-after"])


def run(plan: Plan, root: Path, models_home: Path) -> str:
    """Do what `plan` says; return a summary. Raises AssertionError for whatever is not as it should be."""
    chance = random.Random(plan.seed)
    began = time.monotonic()
    files = make_files(plan, root / "videos")
    with a_house(root, models_home) as house, asyncio.Runner() as runner:
        library = runner.run(open_library(house.home))
        for _ in range(plan.workers):
            house.start_worker()
        blows = ["worker"] * plan.worker_kills + ["server"] * plan.server_kills
        chance.shuffle(blows)
        for number, blow in enumerate(blows):  # the videos come little by little, so that there is work all the time
            while files and number * plan.videos >= len(blows) * (plan.videos - len(files)):
                runner.run(library.add(*files.pop(0)))
            house.wait_for_workers()
            time.sleep(chance.uniform(0, 2 * plan.pause_seconds))
            if blow == "worker":
                house.kill_worker(chance)
            else:
                kill_server(house.home / "postgres", chance)
        while not all_ended(house.home):
            house.check()
            assert time.monotonic() - began < PATIENCE_SECONDS
            time.sleep(0.5)
        house.check()
        runner.run(library.app.db.close())
        assert not house.ended_by_themselves, house.ended_by_themselves
        found = require_all_whole(house.home, plan)
        return (
            f"{plan.worker_kills} workers and {plan.server_kills} servers killed in "
            f"{time.monotonic() - began:.0f} s; {found}; not ready {house.refused} times; no process ended by itself"
        )


@contextmanager
def a_house(root: Path, models_home: Path) -> Iterator[House]:
    """Yield a home in which `chronos up` runs; end all its processes afterwards."""
    home = root / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    with (root / "log").open("wb") as log:
        up = _start(home, log, "up", "--port", "0")
        house = House(home, log, up, "")
        try:
            house.address = _address(root / "log", up)
            yield house
        finally:
            for process in [*house.workers, up]:
                process.terminate()
            for process in [*house.workers, up]:
                process.wait(timeout=120)
            embedded.stop(home / "postgres")


def make_files(plan: Plan, folder: Path) -> list[tuple[Path, Path | None]]:
    """Return each video's file, and its captions; the spoken ones have none, and come in pairs of the same speech."""
    folder.mkdir()
    captions = folder / "captions.vtt"
    captions.write_text(_captions())
    clips = librivox_clips() if plan.spoken else []
    spoken = [Path(shutil.copy(clips[n // 2].path, folder / f"{n}.wav")) for n in range(plan.spoken)]
    silent = [a_silent_video(folder / f"{n}.mp4", seconds=SENTENCES + n) for n in range(plan.spoken, plan.videos)]
    files: list[tuple[Path, Path | None]] = [(file, None) for file in spoken] + [(file, captions) for file in silent]
    return sorted(files, key=lambda pair: int(pair[0].stem) % 5)  # spoken ones all along


@dataclass(frozen=True)
class Library:
    """Two creators, who add videos in turn, also while the database is away."""

    app: App
    creators: Sequence[Actor]

    async def add(self, file: Path, captions: Path | None) -> None:
        """Add a video."""
        access = Access(self.app.db, self.app.objects, self.creators[int(file.stem) % 2])
        while True:
            try:
                await add_file(access, file, Details(captions=captions))
            except ProviderError:
                await self.app.db.outage.over()
            else:
                return


async def open_library(home: Path) -> Library:
    """Return a library without videos."""
    server = embedded.find(home / "postgres")
    assert server
    app = App(Settings(home=home, _env_file=None), server.url("authenticator"))
    await app.db.open()
    return Library(app, [as_creator((await add_creator(app.db, name)).id) for name in ("Ada", "Bob")])


def kill_server(directory: Path, chance: random.Random) -> None:
    """End PostgreSQL in one of the ways in which it ends: killed, stopped at once, or in order."""
    with suppress(FileNotFoundError, ProcessLookupError, ValueError):
        postmaster = int((directory / "postmaster.pid").read_text().splitlines()[0])
        number = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
        os.kill(postmaster, number)


def all_ended(home: Path) -> bool:
    """Whether each video is completed or failed, and no job is left."""
    try:
        with _connect(home) as connection:
            [[left]] = connection.execute(
                "select (select count(*) from videos where status not in ('completed', 'failed')) "
                "+ (select count(*) from jobs.procrastinate_jobs where args ? 'video_id')"
            ).fetchall()
    except psycopg.OperationalError:
        return False
    return bool(left == 0)


def require_all_whole(home: Path, plan: Plan) -> str:
    """Raise AssertionError unless every video is there once, completed, with all its words and vectors."""
    with _connect(home) as connection:
        states = connection.execute("select status::text, title, error_message from videos").fetchall()
        assert len(states) == plan.videos
        assert {status for status, _, _ in states} == {"completed"}, [row for row in states if row[0] != "completed"]
        assert connection.execute("select count(*) from storage.objects where bucket_id = 'videos'").fetchone() == (
            plan.videos,
        )
        rows = connection.execute(
            "select v.title, v.transcript, count(*), count(c.embedding), count(distinct c.chunk_index), "
            "(select count(*) from private.search_sentences s where s.video_id = v.id) "
            "from videos v join video_chunks c on c.video_id = v.id group by v.id"
        ).fetchall()
        assert len(rows) == plan.videos
        captioned = {tuple(rest) for title, *rest in rows if int(title) >= plan.spoken}
        assert len(captioned) == 1, "videos with the same captions differ"
        for _, transcript, chunks, vectors, distinct, sentences in rows:
            assert transcript
            assert chunks == vectors == distinct
            assert sentences
        twins = {title: transcript for title, transcript, *_ in rows}
        for number in range(0, plan.spoken, 2):
            assert twins[str(number)] == twins[str(number + 1)], "the same speech has different words"
        [[deaths]] = connection.execute(
            "select count(*) from private.video_work where last_death_at is not null"
        ).fetchall()
    return f"{plan.videos} videos completed, {deaths} of which had lost a worker"


def _connect(home: Path) -> "psycopg.Connection[tuple[Any, ...]]":
    server = embedded.find(home / "postgres")
    if server is None:
        raise psycopg.OperationalError("away")
    connection = psycopg.connect(server.url())
    connection.execute("set search_path = public, extensions")
    return connection


def _captions() -> str:
    clock = [f"{second // 60:02}:{second % 60:02}" for second in range(SENTENCES)]
    cues = [f"{at}.000 --> {at}.900\nSentence number {second}.\n" for second, at in enumerate(clock)]
    return "WEBVTT\n\n" + "\n".join(cues)


def _start(home: Path, log: IO[bytes], *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([CHRONOS, *words], env=_environment(home), cwd=home, stdout=log, stderr=log)


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {"HOME": str(home), "CHRONOS_HOME": str(home)}


def _address(log: Path, up: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and up.poll() is None:
        for line in log.read_text().splitlines():
            if line.startswith("Chronos is on "):
                return line.split()[3].rstrip(";")
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def main(words: Sequence[str] | None = None) -> None:
    """Run the long plan, or another seed of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=LONG.seed)
    parser.add_argument("--models", type=Path, default=Path(".chronos"), help="home with the model files")
    given = parser.parse_args(words)
    root = Path(tempfile.mkdtemp(prefix="chronos-faults-"))
    root.chmod(0o755)
    plan = Plan(**{**LONG.__dict__, "seed": given.seed})
    try:
        sys.stdout.write(f"{run(plan, root, given.models.resolve())}\n")
    finally:
        sys.stderr.write(f"The log of all processes is {root / 'log'}.\n")


if __name__ == "__main__":
    main()
