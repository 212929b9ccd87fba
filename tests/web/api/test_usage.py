"""Usage, through the API."""

from chronos.db import Database
from tests.web.conftest import Call, People, problem


async def test_a_creator_reads_its_usage(api: Call, db: Database, people: People) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set students = 1 where tier = 'basic'")
        await tx.execute("select private.charge_stored_bytes()")
    found = (await api(people.creator).get("/api/v1/usage")).json()
    assert found["tier"] == "basic"
    meters = {meter["meter"]: meter for meter in found["meters"]}
    assert meters["students"] == {
        "meter": "students", "used": 1, "reserved": 0, "allowed": 1, "left": 0, "renews_at": None,
        "warned_percent": 100,
    }  # fmt: skip
    assert meters["questions"]["renews_at"] is not None
    assert meters["questions"]["left"] == meters["questions"]["allowed"] > 0


async def test_a_creator_reads_what_each_day_used(api: Call, db: Database, people: People) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into usage_metrics (creator_id, date, storage_used_bytes, chat_messages_sent) "
            "values (%(id)s, '2026-03-10', 7, 3)",
            {"id": people.creator.creator_id},
        )
    address = "/api/v1/usage/days?from=2026-03-09&to=2026-03-10"
    found = (await api(people.creator).get(address)).json()
    assert found["period"]["first"] == "2026-03-09"
    assert [(day["date"], day["storage_bytes"], day["questions"], day["cost_usd"]) for day in found["days"]] == [
        ("2026-03-09", None, 0, 0.0), ("2026-03-10", 7, 3, 0.0),
    ]  # fmt: skip
    rows = (await api(people.creator).get(f"{address}&format=csv")).text.splitlines()
    assert rows[0] == "date,storage_bytes,videos_added,transcription_seconds,questions,cost_usd"
    assert rows[2].startswith("2026-03-10,7,0,")
    problem(await api(people.creator).get("/api/v1/usage/days?from=2026-03-09&to=2026-03-01"), 422, "period_invalid")
    problem(await api(people.student).get("/api/v1/usage/days"), 403, "creators_only")


async def test_others_are_refused(api: Call, people: People) -> None:
    assert problem(await api(people.student).get("/api/v1/usage"), 403, "creators_only")
    assert problem(await api(None).get("/api/v1/usage"), 401, "token_missing")


async def test_a_full_plan_is_413(api: Call, db: Database, people: People) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set videos = 0")
    answer = await api(people.creator).post("/api/v1/videos", json={"url": "https://example.com/a.mp4"})
    assert problem(answer, 413, "videos_full").startswith("The plan has room for 0 videos")
