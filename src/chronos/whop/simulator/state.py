"""State: all that one simulator works with."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from chronos.whop.simulator.deliver import Deliverer, Webhook
from chronos.whop.simulator.tokens import SigningKeys
from chronos.whop.simulator.world import Json, World

APP_ID = "app_simulated"
API_KEY = "apik_simulated"
SECRET = "ws_simulated0123456789abcdef0123456789abcdef"  # noqa: S105 - opens nothing but the simulator's own events
CLIENT_SECRET = "simulated-client-secret"  # noqa: S105 - the same
HOOK_ID = "hook_simulated"
PAGE_HOST, APP_HOST = "127.0.0.1", "localhost"  # two sites to a browser, one machine


@dataclass(slots=True)
class Fault:
    """The next `times` calls whose path begins with `path` answer `status`; `retry_after`: in seconds."""

    path: str
    status: int
    times: int
    retry_after: int | None = None


@dataclass(slots=True)
class Simulator:
    """One simulated Whop. `target`: the address of Chronos."""

    world: World
    deliverer: Deliverer
    target: str
    page_origin: str = f"http://{PAGE_HOST}:9100"
    app_origin: str = f"http://{APP_HOST}:9100"
    keys: SigningKeys = field(default_factory=SigningKeys)
    faults: list[Fault] = field(default_factory=list)
    is_down: bool = False
    codes: dict[str, Json] = field(default_factory=dict)  # of OAuth
    refresh_tokens: dict[str, str] = field(default_factory=dict)  # to user id
    media: dict[str, "Media"] = field(default_factory=dict)  # by playback id
    transport: httpx2.AsyncBaseTransport | None = None  # another way to Chronos than the network
    operator_id: str | None = None  # of the company that sells Chronos

    def use_port(self, port: int) -> None:
        """Be on this port, under both host names."""
        self.page_origin, self.app_origin = f"http://{PAGE_HOST}:{port}", f"http://{APP_HOST}:{port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which Chronos takes the simulator for Whop."""
        found = {
            "CHRONOS_WHOP_API_URL": f"{self.page_origin}/api/v1",
            "CHRONOS_WHOP_API_KEY": API_KEY,
            "CHRONOS_WHOP_APP_ID": APP_ID,
            "CHRONOS_WHOP_CLIENT_SECRET": CLIENT_SECRET,
            "CHRONOS_WHOP_JWKS_URL": f"{self.page_origin}/.well-known/jwks.json",
            "CHRONOS_WHOP_OAUTH_ISSUER": self.page_origin,
            "CHRONOS_WHOP_FRAME_ORIGINS": self.page_origin,
            "CHRONOS_WHOP_WEBHOOK_SECRETS": SECRET,
            "CHRONOS_WHOP_WEBHOOK_ID": HOOK_ID,
        }
        if self.operator_id is not None:
            found["CHRONOS_WHOP_COMPANY_ID"] = self.operator_id
        if self.media:  # streamed from this machine, which is none of the public Internet
            found["CHRONOS_IMPORT_FROM"] = self.page_origin.removeprefix("http://")
        return found

    def fail_next(self, path: str, status: int, times: int = 1, retry_after: int | None = None) -> None:
        """Let the next calls fail."""
        self.faults.append(Fault(path, status, times, retry_after))

    def take_fault(self, path: str) -> Fault | None:
        """Return the fault that this call meets, and count it."""
        for fault in self.faults:
            if fault.times > 0 and path.startswith(fault.path):
                fault.times -= 1
                return fault
        return None


@dataclass(frozen=True, slots=True)
class Media:
    """The files of a hosted video, by name: playlists, segments, captions."""

    folder: Path
    token: str


def new_simulator(
    target: str,
    *,
    seed: int | None = None,
    speed: float = 1.0,
    transport: httpx2.AsyncBaseTransport | None = None,
    make: Callable[[int], World] = World,
) -> Simulator:
    """Return a simulator that sends its events to Chronos at `target`; retries run `speed` times as fast as Whop's."""
    world = make(seed if seed is not None else random.SystemRandom().randrange(2**32))
    webhook = Webhook(HOOK_ID, f"{target.rstrip('/')}/webhooks/whop", SECRET, speed=speed)
    return Simulator(world, Deliverer(world, webhook, transport), target.rstrip("/"), transport=transport)
