"""Settings of a creator, through the API."""

from tests.web.conftest import Call, People, problem

ADDRESS = "/api/v1/settings"


async def test_a_creator_changes_its_settings(api: Call, people: People) -> None:
    creator = api(people.creator)
    assert (await creator.get(ADDRESS)).json() == {
        "time_zone": "UTC",
        "completion_share": 0.9,
        "students_may_mark_done": False,
        "language_model": "default",
        "answer_threshold": None,
    }
    body = {"time_zone": "Asia/Tokyo", "completion_share": 1, "answer_threshold": 0.7}
    changed = await creator.patch(ADDRESS, json=body)
    assert changed.json() == body | {"students_may_mark_done": False, "language_model": "default"}
    assert (await creator.get(ADDRESS)).json() == changed.json()
    assert (await creator.patch(ADDRESS, json={"time_zone": "Asia/Tokyo"})).json()["answer_threshold"] == 0.7
    cleared = await creator.patch(ADDRESS, json={"answer_threshold": None})
    assert cleared.json() == changed.json() | {"answer_threshold": None}
    problem(await creator.patch(ADDRESS, json={"time_zone": "Tokyo"}), 422, "setting_invalid")
    problem(await creator.patch(ADDRESS, json={"completion_share": "0.5"}), 422, "request_invalid")
    chosen = await creator.patch(ADDRESS, json={"language_model": "extractive"})
    assert chosen.json()["language_model"] == "extractive"
    problem(await creator.patch(ADDRESS, json={"language_model": "openai:x"}), 422, "setting_invalid")
    problem(await api(people.student).get(ADDRESS), 403, "creators_only")
    problem(await api(people.student).patch(ADDRESS, json={"students_may_mark_done": True}), 403, "creators_only")
