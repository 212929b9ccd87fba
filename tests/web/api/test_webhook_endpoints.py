"""Addresses of webhooks over HTTP."""

from chronos.db import Database
from tests.web.conftest import Call, People, problem

ADDRESS = "/api/v1/webhook-endpoints"


async def test_a_creator_manages_addresses(api: Call, people: People, db: Database) -> None:
    creator = api(people.creator)
    added = await creator.post(ADDRESS, json={"url": "https://example.com/hook", "kinds": ["video.ready"]})
    assert added.status_code == 201
    secret, one = added.json()["secret"], f"{ADDRESS}/{added.json()['id']}"
    assert secret.startswith("whsec_")
    listed = await creator.get(ADDRESS)
    assert secret not in listed.text
    assert [each["url"] for each in listed.json()["items"]] == ["https://example.com/hook"]
    changed = await creator.patch(one, json={"kinds": ["video.failed", "quota.reached"], "is_active": False})
    assert (changed.json()["kinds"], changed.json()["is_active"]) == (["video.failed", "quota.reached"], False)
    assert (await creator.delete(one)).status_code == 204
    problem(await creator.delete(one), 404, "webhook_not_found")
    problem(await creator.patch(one, json={}), 404, "webhook_not_found")


async def test_private_addresses_and_an_eleventh_are_refused(api: Call, people: People) -> None:
    creator = api(people.creator)
    for url, code in (
        ("https://127.0.0.1/", "url_not_public"),
        ("http://example.com/", "url_invalid"),
        ("nonsense", "url_invalid"),
    ):
        problem(await creator.post(ADDRESS, json={"url": url}), 422, code)
    problem(
        await creator.post(ADDRESS, json={"url": "https://example.com", "kinds": ["nothing"]}), 422, "request_invalid"
    )
    for _ in range(10):
        assert (await creator.post(ADDRESS, json={"url": "https://example.com"})).status_code == 201
    problem(await creator.post(ADDRESS, json={"url": "https://example.com"}), 409, "conflict")
    problem(await api(people.student).post(ADDRESS, json={"url": "https://example.com"}), 403, "creators_only")
    assert (await api(people.student).get(ADDRESS)).json() == {"items": []}
