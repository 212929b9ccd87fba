"""Analytics of students and questions, through the API."""

from datetime import UTC, datetime
from uuid import uuid4

from chronos.analytics import roll_up_days
from chronos.app import App
from chronos.db import Database
from chronos.model import StudentId, VideoId
from tests.analytics.school import a_school, asks, hears, refuses
from tests.factories import a_student, as_student
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import Call, People


async def test_students_are_listed_with_the_rule(api: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        await hears(tx, school, school.students[0], [(0, 30)], days_ago=20)
    creator = api(people.creator)
    page = (await creator.get("/api/v1/analytics/students?limit=3")).json()
    assert len(page["items"]) == 3
    assert "14 days" in page["rule"]
    rest = (await creator.get(f"/api/v1/analytics/students?limit=200&cursor={page['next_cursor']}")).json()
    assert (len(rest["items"]), rest["next_cursor"]) == (4, None)  # with the student of `people`
    [at_risk] = (await creator.get("/api/v1/analytics/students?at_risk=true")).json()["items"]
    assert (at_risk["name"], at_risk["percent"]) == ("Student 0", 50)
    assert len((await creator.get("/api/v1/analytics/students?limit=1&format=csv")).text.splitlines()) == 8


async def test_questions_are_grouped_with_a_link_to_the_moment(api: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        for student in school.students:
            await asks(tx, school, student, "Which aperture?")
            missed = await asks(tx, school, student, "=How fast?", is_covered=False, at_seconds=None)
            await refuses(tx, school, missed, [3, 20])
        await asks(tx, school, school.students[0], "Which aperture?")
    creator = api(people.creator)
    asked = (await creator.get("/api/v1/analytics/questions")).json()
    assert (asked["questions"], asked["students"], asked["grouped"]) == (13, 6, 13)
    assert [(group["question"], group["questions"]) for group in asked["groups"]] == [
        ("Which aperture?", 7),
        ("=How fast?", 6),
    ]
    assert asked["groups"][0]["moment"]["url"].endswith(f"/videos/{school.video}?t=12.5")
    gaps = (await creator.get("/api/v1/analytics/gaps")).json()
    assert [(group["question"], group["moment"]) for group in gaps["groups"]] == [("=How fast?", None)]
    urls = [moment["url"].partition("/videos/")[2] for moment in gaps["groups"][0]["moments"]]
    assert urls == [f"{school.video}?t=2", f"{school.video}?t=19"]
    assert (
        (await creator.get("/api/v1/analytics/gaps?format=csv")).text.splitlines()[1].startswith("'=How fast?,6,6,6,")
    )


async def test_what_students_do_is_what_their_creator_reads(
    app: App, api: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.as_service("test") as tx:
        students: list[StudentId] = [await a_student(tx, people.creator_id, name=f"Student {n}") for n in range(5)]
    for number, student in enumerate(students):
        client = api(as_student(student))
        session = await begin(client)
        for question in (QUESTION, "Who won the world cup of chess boxing?"):
            posted = await client.post(f"{SESSIONS}/{session['id']}/messages", json={"content": question})
            assert posted.status_code == 200
        refused = posted.json()
        beat = {"session": str(uuid4()), "number": number, "segments": [[0, 2, 1]], "at_seconds": 2}
        assert (await client.post(f"/api/v1/videos/{lecture}/beats", json=beat)).status_code == 200
    await roll_up_days(app.db)
    creator = api(people.creator)
    asked, missed = (await creator.get("/api/v1/analytics/questions")).json()["groups"]
    assert (asked["question"], asked["students"], asked["not_covered"]) == (QUESTION, 5, 0)
    assert asked["moment"]["video_id"] == str(lecture)
    gaps = (await creator.get("/api/v1/analytics/gaps")).json()
    assert [group["question"] for group in gaps["groups"]] == [missed["question"]]
    places = [(each["video_id"], each["start_seconds"]) for each in gaps["groups"][0]["moments"]]
    assert not refused["covered"]
    assert places == [(each["video_id"], each["start_seconds"]) for each in refused["citations"]]
    assert len(places) > 1
    curve = (await creator.get(f"/api/v1/analytics/videos/{lecture}")).json()
    assert curve["heard"][:2] == [5, 5]
    assert curve["questions_at"][int(asked["moment"]["start_seconds"])] >= 5
    overview = (await creator.get("/api/v1/analytics/overview")).json()
    today = overview["days"][-1]
    assert today["date"] == f"{datetime.now(UTC):%Y-%m-%d}"
    assert (today["viewers"], today["questions"], today["refusals"]) == (5, 10, 5)
    [video] = (await creator.get("/api/v1/analytics/videos")).json()["items"]
    assert (video["viewers"], video["views"], video["questions"]) == (5, 5, 5)
