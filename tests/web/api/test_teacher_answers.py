"""Teacher's answers over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import Call, People, problem

TAUGHT = "/api/v1/teacher-answers"


async def test_a_creator_answers_and_students_get_it_first(api: Call, people: People, lecture: VideoId) -> None:
    creator, student = api(people.creator), api(people.student)
    body = {
        "questions": [QUESTION],
        "moments": [{"video_id": str(lecture), "start_seconds": 1}],
        "content": "Since the number divides.",
    }
    made = await creator.post(TAUGHT, json=body)
    assert made.status_code == 201, made.text
    answer = made.json()
    address = made.headers["location"]
    assert answer["content"] == "Since the number divides. [1]"
    for reader in (creator, student):
        assert (await reader.get(TAUGHT)).json() == {"items": [answer], "next_cursor": None}
        assert (await reader.get(address)).json() == answer
    session = await begin(student)
    said = (await student.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})).json()
    assert (said["model"], said["content"], said["citations"]) == ("teacher", answer["content"], answer["citations"])
    changed = (await creator.put(address, json=body | {"content": None})).raise_for_status().json()
    assert changed["content"] == f"“{answer['citations'][0]['text']}” [1]"
    problem(await creator.post(TAUGHT, json=body), 409, "exists")
    silent = body | {"moments": [{"video_id": str(lecture), "start_seconds": 900_000}]}
    problem(await creator.put(address, json=silent), 422, "moment_not_said")
    problem(await student.post(TAUGHT, json=body), 403, "creators_only")
    for other in (people.other_creator, people.stranger):
        problem(await api(other).get(address), 404, "teacher_answer_not_found")
        assert (await api(other).delete(address)).status_code in (403, 404)
    assert (await creator.delete(address)).status_code == 204
    problem(await creator.get(address), 404, "teacher_answer_not_found")


async def test_an_answer_of_a_student_is_pinned(api: Call, people: People, lecture: VideoId) -> None:
    creator, student = api(people.creator), api(people.student)
    session = await begin(student)
    said = (await student.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})).json()
    body = {"message_id": said["id"], "also": ["Which hole is smaller?"], "content": "f/16. [1]"}
    problem(await student.post(f"{TAUGHT}/pin", json=body), 403, "creators_only")
    problem(await api(people.other_creator).post(f"{TAUGHT}/pin", json=body), 404, "message_not_found")
    made = await creator.post(f"{TAUGHT}/pin", json=body)
    assert made.status_code == 201, made.text
    answer = (await creator.get(made.headers["location"])).json()
    assert answer == made.json()
    assert (answer["questions"], answer["citations"]) == ([QUESTION, body["also"][0]], said["citations"])
    assert answer["content"].startswith("f/16. [1]")
    problem(await creator.post(f"{TAUGHT}/pin", json=body), 409, "exists")
    given = (await student.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})).json()
    assert (given["model"], given["content"]) == ("teacher", answer["content"])
