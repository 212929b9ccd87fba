"""Control: what the demo and tests make happen, and what the state says of it."""

import httpx2

from chronos.whop.simulator.control import ON_MEMBERSHIPS
from tests.whop.simulated import a_whop


async def test_verbs_change_the_world_and_send_their_events() -> None:
    seen: list[httpx2.Request] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(204)

    whop = a_whop(httpx2.MockTransport(take))
    body = {"verb": "buy", "user_id": whop.person("Sam Student"), "product_id": whop.product.id}
    bought = (await whop.http.post("/simulator/act", json=body)).json()["membership_id"]
    for verb in ON_MEMBERSHIPS:
        sent = len(seen)
        answer = await whop.http.post("/simulator/act", json={"verb": verb, "membership_id": bought})
        assert answer.status_code == 200, verb
        assert len(seen) > sent, verb
    state = (await whop.http.get("/simulator/state")).json()
    assert state["memberships"][bought]["status"] == "expired"
    assert state["webhook"]["attempts"] == len(seen) == state["events"]


async def test_people_come_and_go() -> None:
    whop = a_whop()
    kim, school = whop.person("Kim Learner"), whop.company.id
    join = {"verb": "join_team", "company_id": school, "user_id": kim, "role": "admin", "send": False}
    await whop.http.post("/simulator/act", json=join)
    assert whop.company.team[kim] == "admin"
    leave = {"verb": "leave_team", "company_id": school, "user_id": kim, "send": False}
    await whop.http.post("/simulator/act", json=leave)
    added = await whop.http.post("/simulator/act", json={"verb": "add_person", "name": "New", "send": False})
    assert kim not in whop.company.team
    assert added.json()["user_id"] in whop.simulator.world.people
    for wrong in ({"verb": "destroy"}, {"verb": "cancel", "membership_id": "mem_unknown"}):
        assert (await whop.http.post("/simulator/act", json=wrong)).status_code == 404


async def test_faults_are_set_from_outside() -> None:
    whop = a_whop()
    await whop.http.post("/simulator/faults", json={"path": "users", "status": 429, "times": 1, "retry_after": 0})
    assert (await whop.client.get_user(whop.person("Sam Student"))).name == "Sam Student"
    await whop.http.post("/simulator/faults", json={"down": True})
    assert whop.simulator.is_down
