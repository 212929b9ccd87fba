"""Sign-in sessions through the API."""

from uuid import uuid4

from tests.conftest import ADatabase
from tests.factories import a_sign_in
from tests.web.conftest import Call, People, problem

SESSIONS = "/api/v1/sessions"


async def test_a_browser_lists_its_own_and_ends_the_others(browse: Call, people: People) -> None:
    here, there, other = browse(people.student), browse(people.student), browse(people.creator)
    found = (await here.get(SESSIONS)).json()
    assert found["next_cursor"] is None
    assert [each["browser"] for each in found["items"]] == ["Firefox on Linux"] * 2
    [current] = [each for each in found["items"] if each["is_current"]]
    [second] = [each for each in found["items"] if not each["is_current"]]
    assert "secret" not in str(found)
    problem(await other.delete(f"{SESSIONS}/{current['id']}"), 404, "sign_in_not_found")
    assert (await here.delete(f"{SESSIONS}/{second['id']}")).status_code == 204
    problem(await there.get(SESSIONS), 401, "sign_in_ended")
    assert (await here.delete(SESSIONS)).status_code == 204
    assert [each["id"] for each in (await here.get(SESSIONS)).json()["items"]] == [current["id"]]
    assert (await here.delete(f"{SESSIONS}/{current['id']}")).status_code == 204
    problem(await here.get(SESSIONS), 401, "sign_in_ended")
    assert (await other.get(SESSIONS)).status_code == 200


async def test_a_token_ends_all_sign_ins_and_stays_valid(
    api: Call, browse: Call, people: People, database: ADatabase
) -> None:
    client = api(people.student)
    for _ in range(2):
        a_sign_in(database.superuser_url, people.student)
    assert [each["is_current"] for each in (await client.get(SESSIONS)).json()["items"]] == [False, False]
    assert (await client.delete(SESSIONS)).status_code == 204
    assert (await client.get(SESSIONS)).json()["items"] == []
    problem(await client.delete(f"{SESSIONS}/{uuid4()}"), 404, "sign_in_not_found")


async def test_callers_without_either_are_refused(api: Call) -> None:
    problem(await api(None).get(SESSIONS), 401, "token_missing")
    problem(await api(None).delete(SESSIONS), 401, "token_missing")
