"""Lose events of Whop while Chronos is killed, its database restarted, Whop's API down; `make faults` does more of it.

After one reading of everything, what is here must be what is on Whop, each event applied once in effect.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg

from chronos.db import embedded
from chronos.whop.simulator import Manner, World
from tests.cli.conftest import CHRONOS
from tests.whop.simulated import Whop, a_whop, served

PATIENCE_SECONDS = 300.0
SPEED = 100.0  # of Whop's retries: an event is given up after 0.7 s
FAULTS = ("kill", "restart the database", "API down", "none")
VERBS = ("cancel", "cancel_at_period_end", "end_period", "fail_payment", "reactivate", "expire")


@dataclass(frozen=True)
class Plan:
    """How much happens: `events` at least, in bursts, with one fault in each."""

    events: int
    bursts: int
    people: int
    seed: int = 7


SHORT = Plan(events=120, bursts=4, people=12)
LONG = Plan(events=1000, bursts=16, people=30)


class Chronos:
    """`chronos up` on one port, with a database that is not its own to stop."""

    def __init__(self, home: Path, port: int, settings: dict[str, str]) -> None:
        self._home, self.port = home, port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHRONOS_")}
        self._environment = kept | settings | {"CHRONOS_HOME": str(home)}
        self._log = (home.parent / "log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        command = [str(CHRONOS), "up", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=self._home, env=self._environment, stdout=self._log, stderr=self._log
        )

    def kill(self) -> None:
        """Kill it, without a word."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """Kill it for good."""
        self.kill()
        self._log.close()

    async def ready(self) -> None:
        """Wait until it answers."""
        async with httpx2.AsyncClient() as http:

            async def answers() -> bool:
                try:
                    return (await http.get(f"http://127.0.0.1:{self.port}/healthz")).status_code == 200
                except httpx2.HTTPError:
                    return False

            await until(answers)

    async def run(self, *words: str) -> str:
        """Run a command; return what it prints."""
        process = await asyncio.create_subprocess_exec(
            str(CHRONOS), *words, cwd=self._home, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()


async def run(plan: Plan, root: Path) -> dict[str, int]:
    """Let it happen; compare both sides; return how much it was."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    whop = a_whop(seed=plan.seed, speed=SPEED)
    async with _running(whop, home) as chronos:
        await chronos.run("creator", "add", "Ada")
        await chronos.run("whop", "connect", "Ada", whop.company.id)
        chance = random.Random(plan.seed)
        people = [whop.simulator.world.add_person(f"Person {number}").id for number in range(plan.people)]
        for burst in range(plan.bursts):
            await _burst(plan, whop, people, chance)
            await _fault(FAULTS[burst % len(FAULTS)], whop, chronos, home)
        await chronos.ready()
        await until(lambda: _is_drained(home))
        await _next_second()
        report = json.loads(await chronos.run("whop", "reconcile", "--json"))
        assert report["companies"][0]["errors"] == []
        if report["endpoint"]["replayed"]:
            await _wait_for_replays(whop, home)
        found = _compare(whop, home)
        again = json.loads(await chronos.run("whop", "reconcile", "--json"))
        assert again["companies"][0]["repaired"] == []
    return found | {"repaired": len(report["companies"][0]["repaired"])}


async def _burst(plan: Plan, whop: Whop, people: list[str], chance: random.Random) -> None:
    """Let things happen, and begin to send them, shuffled, some lost, some twice, in every form."""
    world = whop.simulator.world
    wanted = len(world.events) + plan.events // plan.bursts
    while len(world.events) < wanted:
        _happen(world, whop, people, chance)
    manner = Manner(forms=None, shuffled=True, lost=0.05, twice=0.1, seed=chance.randrange(10**6))
    sending = asyncio.create_task(whop.simulator.deliverer.send_new(manner))
    _SENDING.add(sending)
    sending.add_done_callback(_SENDING.discard)


_SENDING: set["asyncio.Task[None]"] = set()


def _happen(world: World, whop: Whop, people: list[str], chance: random.Random) -> None:
    held = [one.id for one in world.memberships.values() if one.company_id == whop.company.id]
    if not held or chance.random() < 0.3:
        product = chance.choice(list(whop.company.products.values()))
        world.buy(chance.choice(people), product.id, trial=chance.random() < 0.2)
    else:
        getattr(world, chance.choice(VERBS))(chance.choice(held))


async def _fault(kind: str, whop: Whop, chronos: Chronos, home: Path) -> None:
    """Let one thing go wrong while the burst arrives, and wait until its events have arrived or are given up."""
    if kind == "kill":
        chronos.kill()
        chronos.start()
    elif kind == "restart the database":
        await asyncio.to_thread(embedded.stop, home / "postgres")
        await asyncio.to_thread(embedded.start, home / "postgres")
    whop.simulator.is_down = kind == "API down"
    await asyncio.gather(*_SENDING)
    whop.simulator.is_down = False


def _compare(whop: Whop, home: Path) -> dict[str, int]:
    """Require that every membership and every student is as on Whop."""
    world = whop.simulator.world
    with _connect(home) as connection:
        rows = connection.execute("select id, gives_access from private.whop_memberships").fetchall()
        mirrored: dict[str, bool] = dict(rows)
        students = connection.execute("select whop_user_id, is_active from students").fetchall()
    differing = {
        one.id: (one, mirrored.get(one.id))
        for one in world.memberships.values()
        if mirrored.get(one.id) != one.gives_access
    }
    assert not differing, differing
    assert len(mirrored) == len(world.memberships)
    active = {one.user_id for one in world.memberships.values() if one.gives_access}
    assert {user for user, is_active in students if is_active} == active
    assert len(students) == len({user for user, _ in students})
    lost = len([one for one in whop.simulator.deliverer.webhook.attempts if not one.success])
    return {"events": len(world.events), "memberships": len(mirrored), "active": len(active), "failed attempts": lost}


async def _is_drained(home: Path) -> bool:
    """Whether the worker has handled all that it received."""
    query = "select count(*) from private.whop_events where status = 'received'"
    with _connect(home) as connection:
        return connection.execute(query).fetchone() == (0,)


async def _wait_for_replays(whop: Whop, home: Path) -> None:
    """Wait until Whop has sent again what it was asked for, and the worker has handled it."""
    attempts = whop.simulator.deliverer.webhook.attempts
    lost = {one.event.id for one in attempts} - {one.event.id for one in attempts if one.success}

    async def are_sent() -> bool:
        return lost <= {one.event.id for one in attempts if one.replayed_from is not None}

    await until(are_sent)
    await until(lambda: _is_drained(home))


async def _next_second() -> None:
    """Wait until the clock shows another second: older forms have no time but that of their delivery."""
    began = int(time.time())
    while int(time.time()) <= began:  # noqa: ASYNC110 - the clock
        await asyncio.sleep(0.05)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await is_so():  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.1)


def _connect(home: Path) -> psycopg.Connection:
    server = embedded.find(home / "postgres")
    assert server is not None
    return psycopg.connect(server.url(), autocommit=True)


@asynccontextmanager
async def _running(whop: Whop, home: Path) -> AsyncIterator[Chronos]:
    """The simulator, and a Chronos that takes it for Whop."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    whop.simulator.target = f"http://127.0.0.1:{port}"
    whop.simulator.deliverer.webhook.url = f"{whop.simulator.target}/webhooks/whop"
    await asyncio.to_thread(embedded.start, home / "postgres")
    async with served(whop):
        await asyncio.sleep(0)
        chronos = Chronos(home, port, whop.simulator.settings)
        chronos.start()
        try:
            await chronos.ready()
            yield chronos
        finally:
            chronos.close()
            await asyncio.to_thread(embedded.stop, home / "postgres")


def main() -> None:
    """Run the long plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=LONG.events)
    parser.add_argument("--seed", type=int, default=LONG.seed)
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="chronos-whop-"))
    root.chmod(0o755)
    plan = Plan(options.events, LONG.bursts, LONG.people, options.seed)
    began = time.monotonic()
    found = asyncio.run(run(plan, root))
    print(found | {"seconds": round(time.monotonic() - began)})  # noqa: T201 - a program
    shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
