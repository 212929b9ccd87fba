"""Products on Whop, through the API."""

from tests.web.conftest import Call, People, problem

ADDRESS = "/api/v1/whop/products"


async def test_an_owner_says_what_a_product_gives(api: Call, people: People) -> None:
    creator = api(people.creator)
    assert (await creator.get(ADDRESS)).json() == {"products": []}
    course = (await creator.post("/api/v1/courses", json={"title": "Knots"})).json()["id"]
    changed = await creator.put(f"{ADDRESS}/prod_1", json={"gives": "chosen_courses", "course_ids": [course]})
    expected = {"product_id": "prod_1", "title": None, "gives": "chosen_courses", "course_ids": [course]}
    assert changed.json() == expected
    assert (await creator.get(ADDRESS)).json() == {"products": [expected]}
    assert (await creator.put(f"{ADDRESS}/prod_1", json={"gives": "nothing"})).json()["course_ids"] == []


async def test_others_are_refused(api: Call, people: People) -> None:
    problem(await api(people.student).get(ADDRESS), 403, "creators_only")
    problem(await api(people.student).put(f"{ADDRESS}/prod_1", json={"gives": "nothing"}), 403, "creators_only")
    problem(await api(None).get(ADDRESS), 401, "token_missing")
    problem(await api(people.creator).put(f"{ADDRESS}/prod_1", json={"gives": "gold"}), 422, "request_invalid")
