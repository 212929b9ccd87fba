"""A school with addresses, a local receiver of webhooks, and a mail server."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.notifications import Channels, WebhookPoster
from chronos.providers.mail import SmtpMailer
from chronos.server_address import read_smtp_url
from tests.factories import a_creator, a_student, a_video, as_creator, as_student
from tests.mail_server import MailServer, mail_server

PUBLIC_URL = "https://learn.example.com"


@dataclass
class Receiver:
    """A server that keeps what is posted; `answers` are the next statuses, then 204."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    posts: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.posts.append((dict(self.headers.items()), body))
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            self.send_header("Location", f"http://127.0.0.1:{kept.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@dataclass
class Whop:
    """Keeps what Whop would show; users without access are not found."""

    sent: list[tuple[str, Sequence[str], str, str | None, str]] = field(default_factory=list)
    is_away: bool = False

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
        if self.is_away:
            raise NotFound("Whop has none.", code="whop_not_found")
        self.sent.append((experience_id, user_ids, title, rest_path, repeat_key))


@pytest.fixture
def channels(receiver: Receiver, mail: MailServer) -> Channels:
    """Every channel of an installation, each with a server on this machine."""
    poster = WebhookPoster(allowed=frozenset({("127.0.0.1", receiver.port)}))
    mailer = SmtpMailer(read_smtp_url(mail.url), "Chronos <chronos@example.com>")
    return Channels(PUBLIC_URL, poster, mailer)


@dataclass(frozen=True)
class School:
    """Ada's, with a student and a video; both people have addresses."""

    creator_id: CreatorId
    student_id: StudentId
    video_id: VideoId

    @property
    def creator(self) -> Actor:
        return as_creator(self.creator_id)

    @property
    def student(self) -> Actor:
        return as_student(self.student_id)


@pytest.fixture
async def school(db: Database) -> School:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx, name="Ada")
        student = await a_student(tx, creator, name="Sam")
        video = await a_video(tx, creator, title="Light", status="embedding")
        await tx.execute("update creators set email = 'ada@example.com' where id = %(id)s", {"id": creator})
        await tx.execute("update students set email = 'sam@example.com' where id = %(id)s", {"id": student})
    return School(creator, student, video)


async def finish(db: Database, school: School) -> None:
    """The video becomes ready."""
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'completed' where id = %(id)s", {"id": school.video_id})


async def fail(db: Database, school: School, reason: str = "It broke.") -> None:
    """The video fails."""
    async with db.as_service("test") as tx:
        await tx.execute(
            "update videos set status = 'failed', error_message = %(reason)s where id = %(id)s",
            {"id": school.video_id, "reason": reason},
        )


async def make_due(db: Database) -> None:
    """Time passes until every waiting delivery is due."""
    async with db.as_service("test") as tx:
        await tx.execute("update private.notification_deliveries set next_try_at = now() where status = 'waiting'")
        await tx.execute("update webhook_endpoints set paused_until = null")


async def states(db: Database) -> list[tuple[str, str, int]]:
    """Kind, status and attempts of every delivery."""
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select n.kind, d.channel, d.status, d.attempts from private.notification_deliveries d "
            "join private.notifications n on n.id = d.notification_id order by n.kind, d.channel, d.id"
        )
    return [(f"{row['kind']} by {row['channel']}", row["status"], row["attempts"]) for row in rows]
