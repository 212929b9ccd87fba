"""FAQ over HTTP."""

from chronos.app import App
from chronos.model import VideoId
from tests.analytics.school import School, a_school, asks
from tests.web.api.test_chat import QUESTION
from tests.web.conftest import Call, People, problem


async def test_faq_is_for_creators_as_json_and_csv(app: App, api: Call, people: People, lecture: VideoId) -> None:
    school: School = await a_school(app.db, people.creator, students=5)
    async with app.db.as_service("test") as tx:
        for student in school.students:
            await asks(tx, school, student, QUESTION)
    shown = (await api(people.creator).get("/api/v1/analytics/faq")).raise_for_status().json()
    [entry] = shown["entries"]
    assert (entry["question"], entry["students"], entry["model"]) == (QUESTION, 5, "extractive")
    assert entry["citations"][0]["video_id"] == str(lecture)
    csv = (await api(people.creator).get("/api/v1/analytics/faq", params={"format": "csv"})).text
    assert csv.startswith("question,questions,students,covered,model,answer")
    assert (await api(people.other_creator).get("/api/v1/analytics/faq")).json()["entries"] == []
    problem(await api(people.student).get("/api/v1/analytics/faq"), 403, "creators_only")
