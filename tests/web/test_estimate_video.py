"""By whatever door a file comes in, the answer says what its transcription takes."""

import base64
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.model import VideoId
from chronos.usage import reserve
from chronos.web.estimate_video import Estimate, estimate_video
from tests.factories import a_video
from tests.media import record, tone
from tests.web.conftest import Call, Client, People

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
SECONDS = 4


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    return record(tmp_path / "talk.m4a", [tone(SECONDS)]).read_bytes()


def as_header(estimate: dict[str, Any]) -> str:
    return Estimate(**estimate).header


async def send_resumable(client: Client, people: People, sound: bytes) -> tuple[str, str]:
    """Return the video's id and the header with the estimate."""
    name = base64.b64encode(b"talk.m4a").decode()
    sent = {"Upload-Length": str(len(sound)), "Upload-Metadata": f"filename {name}"}
    answer = await client.post("/storage/v1/upload/resumable", content=sound, headers=TUS | sent)
    assert answer.status_code == 201, answer.text
    again = await client.head(answer.headers["Location"], headers=TUS)
    assert again.headers["Chronos-Estimate"] == answer.headers["Chronos-Estimate"]
    return answer.headers["Chronos-Video-Id"], answer.headers["Chronos-Estimate"]


async def send_object(client: Client, people: People, sound: bytes) -> tuple[str, str]:
    video = str(uuid4())
    address = f"/storage/v1/object/videos/{people.creator_id}/{video}/talk.m4a"
    answer = await client.post(address, content=sound, headers={"Content-Type": "audio/mp4"})
    assert answer.status_code == 200, answer.text
    return video, as_header(answer.json()["estimate"])


async def send_form(client: Client, people: People, sound: bytes) -> tuple[str, str]:
    answer = await client.post("/api/v1/videos", files={"file": ("talk.m4a", sound)})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], as_header(answer.json()["estimate"])


@pytest.mark.parametrize("send", [send_resumable, send_object, send_form])
async def test_each_door_tells_minutes_time_and_cost(
    api: Call, app: App, db: Database, people: People, sound: bytes, send: Any
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set transcription_minutes = 0 where tier = 'basic'")
        await tx.execute(
            "insert into private.ledger (date, creator_id, kind, quantity, model, work_seconds, idempotency_key) "
            "values (now(), %(creator)s, 'transcription_seconds', 100, %(model)s, 50, 'one')",
            {"creator": people.creator_id, "model": app.settings.transcriber},
        )
    client = api(people.creator)
    video, told = await send(client, people, sound)
    values = dict(pair.split("=") for pair in told.split(", "))
    assert float(values["transcription_minutes"]) == pytest.approx(SECONDS / 60, abs=0.01)
    assert float(values["processing_seconds"]) == pytest.approx(SECONDS / 2, abs=0.3)
    assert (values["cost_usd"], values["minutes_left"], values["fits"]) == ("0.000", "0.000", "?0")
    read = (await client.get(f"/api/v1/videos/{video}")).json()["estimate"]
    assert as_header(read) == told


async def test_the_page_says_so_too(browse: Call, people: People, sound: bytes) -> None:
    browser = browse(people.creator)
    answer = await browser.post(
        "/videos", files={"file": ("talk.m4a", sound)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303, answer.text
    assert (
        "0.1 minutes are transcribed; the month has 12,000.0 left."
        in (await browser.get(answer.headers["location"])).text
    )
    other = await browse(people.other_creator).get(answer.headers["location"])  # tells nothing of another's video
    assert "0.1 minutes are transcribed" not in other.text


async def test_what_lies_ahead_follows_the_video(app: App, db: Database, people: People) -> None:
    async def ahead(**metadata: Any) -> float | None:
        async with db.as_service("test") as tx:
            values = {"id": video, "metadata": json.dumps(metadata)}
            await tx.execute("update videos set metadata = %(metadata)s::jsonb where id = %(id)s", values)
        async with db.acting_as(people.creator) as tx:
            found = await estimate_video(tx, app, people.creator, video)
        return round(found.transcription_minutes * 60, 3) if found else None

    async with db.as_service("test") as tx:
        video = VideoId(await a_video(tx, people.creator_id, status="uploading"))
    assert await ahead() is None  # its file is not here
    assert await ahead(transcription_seconds=90.5) == 90.5
    assert await ahead(transcription_seconds=90.5, captions=f"{people.creator_id}/{video}/captions.vtt") == 0
    for nonsense in ("90", None, [90], True):
        assert await ahead(transcription_seconds=nonsense) is None
    assert await ahead(transcription_seconds=-5) == 0
    assert await ahead(transcription_seconds=10**400) == 1e9
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'transcribing' where id = %(id)s", {"id": video})
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set transcription_minutes = 2")
        await reserve(tx, people.creator_id, video, "transcription_seconds", Decimal(90), lifetime=timedelta(hours=1))
    assert await ahead(transcription_seconds=90) == 90
    async with db.acting_as(people.creator) as tx:
        reserved = await estimate_video(tx, app, people.creator, video)
    assert reserved is not None
    assert (reserved.fits, reserved.minutes_left) == (True, 2)  # it holds its own
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'processing' where id = %(id)s", {"id": video})
    assert await ahead(transcription_seconds=90.5) == 0
    async with db.acting_as(people.student) as tx:
        assert await estimate_video(tx, app, people.student, video) is None
