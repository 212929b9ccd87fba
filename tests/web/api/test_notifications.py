"""Notifications over HTTP."""

from chronos.db import Database
from tests.web.conftest import Call, People, problem

ADDRESS = "/api/v1/notifications"


async def test_a_person_reads_and_chooses(api: Call, people: People, db: Database) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "select private.tell(%(id)s, 'quota.reached', 'one', '{\"percent\": 80}')", {"id": people.creator_id}
        )
    creator = api(people.creator)
    [one] = (await creator.get(ADDRESS, params={"limit": 1})).json()["items"]
    assert (one["kind"], one["details"], one["deliveries"]) == ("quota.reached", {"percent": 80}, [])
    assert (await creator.get(ADDRESS, params={"before": one["occurred_at"]})).json() == {"items": []}
    assert (await api(people.student).get(ADDRESS)).json() == {"items": []}
    chosen = [{"kind": "quota.reached", "channel": "email", "mode": "digest"}]
    after = (await creator.put(f"{ADDRESS}/choices", json={"choices": chosen})).json()["choices"]
    assert chosen[0] | {"is_default": False} in after
    assert (await creator.get(f"{ADDRESS}/choices")).json()["choices"] == after
    problem(await api(people.student).put(f"{ADDRESS}/choices", json={"choices": chosen}), 422, "choice_unknown")
    problem(await api(None).get(ADDRESS), 401, "token_missing")
