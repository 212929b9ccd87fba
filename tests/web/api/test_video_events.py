"""Status and progress of a video, read from a socket as a client reads them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import httpx2
import pytest

from chronos.config import Settings
from chronos.errors import ProviderError
from chronos.model import Actor, VideoId
from chronos.web.api.video_events import Pace
from chronos.web.event_streams import MAX_OF_ONE_CALLER
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video, as_creator, as_student
from tests.web.served import Served, served

QUICK = Pace(first=0.02, slowest=0.02, heartbeat=0.1, whole=60.0)


class School:
    """A running server with a creator, a student, another creator, and a video that waits."""

    def __init__(self, server: Served) -> None:
        self.server = server
        server.web.state.event_pace = QUICK
        self.creator, self.student, self.other, self.video = server.run(self._make())

    async def _make(self) -> tuple[Actor, Actor, Actor, VideoId]:
        async with self.server.app.db.as_service("test") as tx:
            creator = await a_creator(tx, name="Ada")
            student = as_student(await a_student(tx, creator))
            other = as_creator(await a_creator(tx, name="Eve"))
            return as_creator(creator), student, other, await a_video(tx, creator, status="pending")

    @property
    def address(self) -> str:
        return f"{self.server.url}/api/v1/videos/{self.video}/events"

    def headers(self, actor: Actor) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.server.token(actor)}"}

    def change(self, statement: LiteralString) -> None:
        async def work() -> None:
            async with self.server.app.db.as_service("test") as tx:
                await tx.execute(statement, {"id": self.video})

        self.server.run(work())

    @contextmanager
    def follow(self, actor: Actor, last: str = "") -> Iterator[Iterator[tuple[str, str, Any]]]:
        """Open the stream: its events as name, id and data; a comment is an event named ':'."""
        more = {"Last-Event-ID": last} if last else {}
        with httpx2.stream("GET", self.address, headers=self.headers(actor) | more, timeout=30) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store"
            yield read_events(response)


def read_events(response: httpx2.Response) -> Iterator[tuple[str, str, Any]]:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if not line:
            if "data" in fields:
                yield fields.get("event", "message"), fields.get("id", ""), json.loads(fields["data"])
            elif "" in fields:
                yield ":", "", None
            fields = {}
        else:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")


@pytest.fixture
def school(database: ADatabase, tmp_path: Path) -> Iterator[School]:
    with served(Settings(home=tmp_path, _env_file=None), database.login_url) as server:
        yield School(server)


def test_a_video_is_followed_until_it_is_completed(school: School) -> None:
    with school.follow(school.creator) as events:
        name, first, data = next(events)
        assert name == "status"
        assert data == {"video_id": str(school.video), "status": "pending", "progress": 0.0, "error_message": None}
        assert next(events)[0] == ":"  # a sign of life
        for status in ("uploading", "transcribing", "processing", "embedding", "completed"):
            school.change(f"update videos set status = '{status}' where id = %(id)s")  # noqa: S608
            name, last, data = next(each for each in events if each[0] != ":")
            assert (name, data["status"]) == ("status", status)
            if status == "transcribing":
                school.change("update videos set progress = 0.5 where id = %(id)s")
                assert next(each for each in events if each[0] != ":")[2]["progress"] == 0.5
        assert list(events) == []  # it ends
    # A client that connects again is not told the same, and one that knows the end may stop.
    again = httpx2.get(school.address, headers=school.headers(school.creator) | {"Last-Event-ID": last})
    assert (again.status_code, again.content) == (204, b"")
    with school.follow(school.creator, first) as events:
        assert [each[2]["status"] for each in events] == ["completed"]


def test_a_failure_is_told_with_its_reason(school: School) -> None:
    school.change("update videos set status = 'failed', error_message = 'It broke.' where id = %(id)s")
    with school.follow(school.creator) as events:
        [(_, _, data)] = events
    assert (data["status"], data["error_message"]) == ("failed", "It broke.")


def test_only_who_sees_the_video_follows_it(school: School) -> None:
    for actor in (school.other, school.student):  # a student sees it once it is completed
        refused = httpx2.get(school.address, headers=school.headers(actor))
        assert (refused.status_code, refused.json()["code"]) == (404, "video_not_found")
    assert httpx2.get(school.address).status_code == 401
    with school.follow(school.creator) as events:
        next(events)
        school.change("update videos set deleted_at = now() where id = %(id)s")
        name, _, data = next(each for each in events if each[0] != ":")
        assert (name, data["code"]) == ("error", "video_not_found")
        assert list(events) == []


def test_a_caller_has_a_bounded_number_of_streams_and_none_holds_a_connection(school: School) -> None:
    with ExitStack() as streams:
        opened = [streams.enter_context(school.follow(school.creator)) for _ in range(MAX_OF_ONE_CALLER)]
        for events in opened:
            next(events)
        refused = httpx2.get(school.address, headers=school.headers(school.creator))
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_connections")
        assert refused.headers["retry-after"] == "5"
        for _ in range(2):  # a video that others may not see is refused as before
            assert httpx2.get(school.address, headers=school.headers(school.other)).status_code == 404
    with school.follow(school.creator) as events:  # their places are free
        assert next(events)[0] == "status"


def test_an_outage_of_the_database_does_not_end_a_stream(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    with school.follow(school.creator) as events:
        next(events)

        def away(*_: object) -> None:
            raise ProviderError("The database is away.", code="database_unavailable")

        with monkeypatch.context() as outage:
            outage.setattr(school.server.app.db, "acting_as", away)
            assert [next(events)[0] for _ in range(2)] == [":", ":"]
        school.change("update videos set status = 'uploading' where id = %(id)s")
        assert next(each for each in events if each[0] != ":")[2]["status"] == "uploading"


def test_a_stream_ends_in_time_so_that_its_right_is_proved_anew(school: School) -> None:
    school.server.web.state.event_pace = Pace(first=0.02, whole=0.1)
    with school.follow(school.creator) as events:
        assert [each[0] for each in events] == ["status"]


def test_a_stream_ends_when_the_server_stops(database: ADatabase, tmp_path: Path) -> None:
    with ExitStack() as stack:
        with served(Settings(home=tmp_path, _env_file=None), database.login_url) as server:
            school = School(server)
            events = stack.enter_context(school.follow(school.creator))
            next(events)
        assert [each for each in events if each[0] != ":"] == []  # to its end, with nothing cut off
