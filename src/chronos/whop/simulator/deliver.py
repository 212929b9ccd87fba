"""Deliver: send events to the endpoint as Whop does, four times within 70 seconds and then never again."""

import asyncio
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2

from chronos.whop.simulator.bodies import Form, body_of, forms_of
from chronos.whop.simulator.sign import sign
from chronos.whop.simulator.world import Event, Json, World

RETRY_SECONDS = (10.0, 20.0, 40.0)
TIMEOUT_SECONDS = 10.0
DISABLED_AFTER = timedelta(days=3)
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver an event. `status` 0: the endpoint did not answer."""

    id: str
    event: Event
    body: Json
    sent_at: datetime
    status: int
    replayed_from: str | None = None

    @property
    def success(self) -> bool:
        """Whether the endpoint took it."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Webhook:
    """The endpoint. `speed`: how many times faster than Whop's its clock of retries runs."""

    id: str
    url: str
    secret: str
    speed: float = 1.0
    is_enabled: bool = True
    disabled_at: datetime | None = None
    failing_since: datetime | None = None
    consecutive_failures: int = 0
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manner:
    """How events are sent. `forms` None: each in a form chosen at random; `lost`: the share that never leaves Whop."""

    forms: Sequence[Form] | None = ("v1",)
    shuffled: bool = False
    lost: float = 0.0
    twice: float = 0.0
    seed: int = 0


class Deliverer:
    """Sends the events of a world to one webhook."""

    def __init__(self, world: World, webhook: Webhook, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """`transport`: another way to the endpoint than the network."""
        self.world, self.webhook, self._transport = world, webhook, transport
        self._sent = 0  # of the world's events
        self._places = asyncio.Semaphore(AT_ONCE)

    async def send_new(self, manner: Manner | None = None) -> None:
        """Deliver the events that happened since the last call, and wait until each has arrived or is given up."""
        events, self._sent = self.world.events[self._sent :], len(self.world.events)
        await self.send(events, manner or Manner())

    async def send(self, events: Sequence[Event], manner: Manner) -> None:
        """Deliver these events; a lost one is listed as a failed delivery."""
        chance = random.Random(manner.seed)  # noqa: S311 - to be repeated
        chosen = [(event, _form(event, manner, chance)) for event in events]
        chosen += [one for one in chosen if chance.random() < manner.twice]
        if manner.shuffled:
            chance.shuffle(chosen)
        lost = [chance.random() < manner.lost for _ in chosen]
        async with self._client() as http:
            await asyncio.gather(
                *(self._deliver(http, *one, is_lost=gone) for one, gone in zip(chosen, lost, strict=True))
            )

    async def replay(self, attempt: Attempt) -> Attempt:
        """Send an earlier attempt's body again, once, under its own id."""
        async with self._client() as http:
            return await self._attempt(http, attempt.event, attempt.body, replayed_from=attempt.id)

    async def replay_failed(self, since: datetime) -> int:
        """Send again what failed at its last attempt since then, each once; return how many."""
        latest = {attempt.event.id: attempt for attempt in self.webhook.attempts if attempt.sent_at >= since}
        failed = [attempt for attempt in latest.values() if not attempt.success]
        async with self._client() as http:
            for attempt in failed:
                await self._attempt(http, attempt.event, attempt.body, replayed_from=attempt.id)
        return len(failed)

    async def _deliver(self, http: httpx2.AsyncClient, event: Event, form: Form, *, is_lost: bool) -> None:
        body = body_of(self.world, event, form)
        if is_lost or not self.webhook.is_enabled:
            self._note(Attempt(self.world.new_id("whdel"), event, body, datetime.now(UTC), 0))
            return
        for number in itertools.count():
            async with self._places:
                attempt = await self._attempt(http, event, body)
            self._count(attempt, is_first=number == 0)
            if attempt.success or number == len(RETRY_SECONDS) or not self.webhook.is_enabled:
                return
            await asyncio.sleep(RETRY_SECONDS[number] / self.webhook.speed)

    async def _attempt(
        self, http: httpx2.AsyncClient, event: Event, body: Json, replayed_from: str | None = None
    ) -> Attempt:
        now, content = datetime.now(UTC), json.dumps(body).encode()
        headers = sign(self.webhook.secret, event.id, now, content) | {"Content-Type": "application/json"}
        try:
            status = (await http.post(self.webhook.url, content=content, headers=headers)).status_code
        except httpx2.HTTPError:
            status = 0
        return self._note(Attempt(self.world.new_id("whdel"), event, body, now, status, replayed_from))

    def _note(self, attempt: Attempt) -> Attempt:
        self.webhook.attempts.append(attempt)
        return attempt

    def _count(self, attempt: Attempt, *, is_first: bool) -> None:
        """Switch the endpoint off when nothing has arrived for three days."""
        hook = self.webhook
        if attempt.success:
            hook.failing_since, hook.consecutive_failures = None, 0
            return
        hook.consecutive_failures += is_first
        hook.failing_since = hook.failing_since or attempt.sent_at
        if attempt.sent_at - hook.failing_since >= DISABLED_AFTER / hook.speed:
            hook.is_enabled, hook.disabled_at = False, attempt.sent_at

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, transport=self._transport, trust_env=False)


def _form(event: Event, manner: Manner, chance: random.Random) -> Form:
    possible = forms_of(event)
    wanted = [form for form in manner.forms or possible if form in possible]
    return chance.choice(wanted or list(possible))
