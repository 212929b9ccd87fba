"""Analytics of students and questions, through the API."""

from chronos.db import Database
from tests.analytics.school import a_school, asks, hears
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
            await asks(tx, school, student, "=How fast?", is_covered=False, at_seconds=None)
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
    assert (
        (await creator.get("/api/v1/analytics/gaps?format=csv")).text.splitlines()[1].startswith("'=How fast?,6,6,6,")
    )
