"""The simulated Whop of the demo: a process of its own, and what the demo makes happen there."""

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

CHRONOS = Path(sys.executable).parent / "chronos"


@dataclass(frozen=True, slots=True)
class SimulatedWhop:
    """`settings`: those with which Chronos takes it for Whop; empty when it refuses to run. `target`: of Chronos."""

    target: str
    origin: str
    settings: dict[str, str]

    @property
    def company_id(self) -> str:
        """The school."""
        return str(self.state()["companies"][0]["id"])

    @property
    def product_id(self) -> str:
        """What it sells."""
        return str(self.state()["companies"][0]["products"][0]["id"])

    def person(self, name: str) -> str:
        """The id of a person."""
        return str(next(each["id"] for each in self.state()["people"] if each["name"] == name))

    def act(self, **wanted: str) -> dict[str, Any]:
        """Let something happen; its events are sent."""
        answer: dict[str, Any] = post(f"{self.origin}/simulator/act", wanted)
        return answer

    def state(self) -> Any:
        """Everything that the simulator knows."""
        with urllib.request.urlopen(f"{self.origin}/simulator/state", timeout=10) as answer:  # noqa: S310 - our own
            return json.load(answer)


@contextlib.contextmanager
def simulated_whop(chronos_port: int) -> Iterator[SimulatedWhop]:
    """Run the simulator for a Chronos on this port."""
    target = f"http://127.0.0.1:{chronos_port}"
    command = [str(CHRONOS), "whop", "simulate", "--port", "0", "--target", target]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    try:
        said = process.stderr.readline()  # that it is there, after the settings; or why it is not
        if " is on " not in said:
            print(f"\nThe step with Whop is left out. {said.removeprefix('chronos: ').strip()}")
            yield SimulatedWhop(target, "", {})
            return
        origin = said.partition(" is on ")[2].partition(";")[0]
        whop = SimulatedWhop(target, origin, {})
        yield replace(whop, settings=whop.state()["settings"])
    finally:
        process.terminate()
        process.communicate()


def post(url: str, body: dict[str, Any], token: str | None = None) -> Any:
    """Send JSON and return the JSON of the answer. Raises urllib.error.HTTPError."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - our own addresses
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)
