"""Deliver what is notified: plan, claim what is due, send it, and note how that went."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from chronos.db import Database, Row, load_queries
from chronos.errors import NotFound, ProviderError
from chronos.notifications.post_webhook import Refused, WebhookPoster
from chronos.notifications.word import Words, link, word, word_digest
from chronos.providers.mail import Mailer, Message

QUERIES = load_queries("chronos.notifications")

# Seconds before the next try; after the last one a delivery has failed.
PAUSES = (60.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 36000.0)
MOST_ATTEMPTS = len(PAUSES) + 1
AT_ONCE = 20
MOST_BATCHES = 100  # of one run; the next run continues
FINAL = frozenset({"mail_refused", "whop_not_found"})  # another try would end the same

_log = logging.getLogger(__name__)


class WhopNotifier(Protocol):
    """What sends a notification in Whop."""

    async def notify(
        self,
        experience_id: str,
        user_ids: Sequence[str],
        *,
        title: str,
        content: str,
        rest_path: str | None,
        repeat_key: str,
    ) -> None:
        """Tell users; `rest_path` is the page to open; a `repeat_key` arrives once."""
        ...


@dataclass(frozen=True, slots=True)
class Channels:
    """The ways of this installation; None: it has none of the kind."""

    public_url: str
    webhooks: WebhookPoster = field(default_factory=WebhookPoster)
    mailer: Mailer | None = None
    whop: WhopNotifier | None = None

    @property
    def of_people(self) -> list[str]:
        """The names of the channels to people."""
        return [name for name, way in (("email", self.mailer), ("whop", self.whop)) if way is not None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many deliveries were sent, were not (and are tried again or have failed), and were not wanted any more."""

    sent: int = 0
    not_sent: int = 0
    unwanted: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.sent + other.sent, self.not_sent + other.not_sent, self.unwanted + other.unwanted)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A delivery that this run tries."""

    id: int
    channel: str
    person_id: UUID | None
    endpoint_id: UUID | None
    notification_id: UUID
    creator_id: UUID
    kind: str
    details: dict[str, Any]
    occurred_at: datetime
    school: str
    email: str | None
    whop_user_id: str | None
    unsubscribe_secret: str | None
    experience_id: str | None
    url: str | None
    secret: str | None
    is_wanted: bool

    @property
    def words(self) -> Words:
        """The event in words."""
        return word(self.kind, self.details)


async def tell_opened_lessons(db: Database) -> int:
    """Periodic job. Note the modules that opened for students since the last look; return how many."""
    async with db.as_service("notifications.lessons") as tx:
        row = await tx.fetch_one(QUERIES["tell_opened_lessons"])
    return int(row["told"]) if row else 0


async def remove_old(db: Database) -> int:
    """Periodic job. Delete what was notified more than 90 days ago."""
    async with db.as_service("notifications.remove_old") as tx:
        return await tx.execute(QUERIES["remove_old"])


async def deliver(db: Database, channels: Channels) -> Delivered:
    """Periodic job. Plan deliveries of new events, and try all that are due. At least once: a crash repeats a try."""
    await _plan(db, channels)
    done = Delivered()
    for query in ("claim", "claim_digest"):
        for _ in range(MOST_BATCHES):
            claimed = await _claim(db, query)
            if not claimed:
                break
            done += await _deliver(db, channels, claimed, is_digest=query == "claim_digest")
    return done


async def _plan(db: Database, channels: Channels) -> None:
    for _ in range(MOST_BATCHES):
        async with db.as_service("notifications.plan") as tx:
            row = await tx.fetch_one(QUERIES["plan"], {"channels": channels.of_people})
        if not row or not row["planned"]:
            return


async def _claim(db: Database, query: str) -> list[_Claimed]:
    async with db.as_service("notifications.claim") as tx:
        rows: list[Row] = await tx.fetch(QUERIES[query], {"pauses": list(PAUSES), "most": AT_ONCE})
    return [_Claimed(**row) for row in rows]


async def _deliver(db: Database, channels: Channels, claimed: Sequence[_Claimed], *, is_digest: bool) -> Delivered:
    wanted = [one for one in claimed if one.is_wanted]
    unwanted = [one.id for one in claimed if not one.is_wanted]
    if unwanted:
        async with db.as_service("notifications.settle") as tx:
            await tx.execute(QUERIES["drop_unwanted"], {"ids": unwanted})
    groups = [wanted] if is_digest and wanted else [[one] for one in wanted]
    results = await asyncio.gather(*(_try(db, channels, group, is_digest=is_digest) for group in groups))
    sent = sum(len(group) for group, is_sent in zip(groups, results, strict=True) if is_sent)
    return Delivered(sent, len(wanted) - sent, len(unwanted))


async def _try(db: Database, channels: Channels, group: Sequence[_Claimed], *, is_digest: bool) -> bool:
    """Send what one message holds, and note the result; return whether it was sent."""
    error, is_final, is_gone = None, False, False
    try:
        await _send(channels, group, is_digest=is_digest)
    except (ProviderError, NotFound) as failure:
        is_gone = isinstance(failure, Refused) and failure.is_gone
        error, is_final = str(failure), failure.code in FINAL or is_gone
    except Exception as failure:  # a bug must stop neither the others nor the next try
        _log.exception("a notification could not be sent")
        error = f"{type(failure).__name__}: see the log."
    async with db.as_service("notifications.settle") as tx:
        values = {"ids": [one.id for one in group], "error": error, "is_final": is_final}
        await tx.execute(QUERIES["settle"], {**values, "most_attempts": MOST_ATTEMPTS})
        if group[0].endpoint_id is not None:
            noted = {"id": group[0].endpoint_id, "error": error, "is_gone": is_gone, "pauses": list(PAUSES)}
            await tx.execute(QUERIES["note_endpoint"], noted)
    return error is None


async def _send(channels: Channels, group: Sequence[_Claimed], *, is_digest: bool) -> None:
    one = group[0]
    if one.channel == "webhook":
        assert one.url is not None and one.secret is not None  # noqa: S101, PT018 - a constraint of the table
        await channels.webhooks.post(one.url, one.secret, f"msg_{one.notification_id.hex}", _event(one))
        return
    words = word_digest([each.words for each in group], channels.public_url) if is_digest else one.words
    if one.channel == "email":
        await _send_mail(channels, one, words, is_digest=is_digest)
    elif channels.whop is not None and one.experience_id is not None and one.whop_user_id is not None:
        await channels.whop.notify(
            one.experience_id,
            [one.whop_user_id],
            title=words.title,
            content=words.text,
            rest_path=words.path,
            repeat_key=f"chronos-{group[-1].id}",
        )
    else:
        raise ProviderError("This installation does not send by Whop at present.", code="channel_missing")


async def _send_mail(channels: Channels, one: _Claimed, words: Words, *, is_digest: bool) -> None:
    if channels.mailer is None or one.email is None:
        raise ProviderError("This installation does not send e-mail at present.", code="channel_missing")
    kind = "" if is_digest else f"?kind={one.kind}"
    leave = f"{channels.public_url.rstrip('/')}/unsubscribe/{one.unsubscribe_secret}{kind}"
    body = words.text if is_digest else f"{words.text}\n\n{link(channels.public_url, words)}"
    text = f"{body}\n\n-- \nFrom {' '.join(one.school.split())}. No more of these: {leave}\n"
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    title = f"{' '.join(one.school.split())}: {words.title}" if is_digest else words.title
    await channels.mailer.send(Message(one.email, title, text, headers))


def _event(one: _Claimed) -> bytes:
    event = {
        "type": one.kind,
        "timestamp": one.occurred_at.isoformat(),
        "data": {"creator_id": str(one.creator_id), **one.details},
    }
    return json.dumps(event, ensure_ascii=False).encode()
