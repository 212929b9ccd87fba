"""Control: what a test, the demo or a person makes happen on the simulated Whop."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chronos.whop.simulator.deliver import Manner
from chronos.whop.simulator.page_of import refuse
from chronos.whop.simulator.state import Simulator
from chronos.whop.simulator.world import Json, World

ON_MEMBERSHIPS = ("cancel", "cancel_at_period_end", "end_period", "fail_payment", "reactivate", "expire")


async def act(request: Request) -> Response:
    """POST /simulator/act `{"verb": "buy", "user_id": …, "product_id": …}`: do it and send its events.

    `"send": {"forms": ["v5"], "shuffled": true, "lost": 0.5, "twice": 0.1}` chooses how; `"send": false` sends nothing.
    """
    simulator, body = _simulator(request), await request.json()
    try:
        result = do(simulator.world, body)
    except KeyError as error:
        return refuse(404, f"unknown: {error}")
    manner = body.get("send", {})
    if manner is not False:
        await simulator.deliverer.send_new(Manner(**manner))
    return JSONResponse(result)


async def set_faults(request: Request) -> Response:
    """POST /simulator/faults `{"down": true}` or `{"path": "memberships", "status": 429, "times": 2}`."""
    simulator, body = _simulator(request), await request.json()
    if "down" in body:
        simulator.is_down = bool(body["down"])
    else:
        simulator.fail_next(body["path"], body["status"], body.get("times", 1), body.get("retry_after"))
    return JSONResponse({"is_down": simulator.is_down})


async def show_state(request: Request) -> Response:
    """GET /simulator/state: companies, products, people, and memberships with their present state."""
    simulator = _simulator(request)
    hook = simulator.deliverer.webhook
    return JSONResponse(
        {
            "companies": [
                {"id": company.id, "title": company.title, "team": company.team}
                | {"products": [dataclasses.asdict(each) for each in company.products.values()]}
                for company in simulator.world.companies.values()
            ],
            "people": [dataclasses.asdict(person) for person in simulator.world.people.values()],
            "memberships": {
                each.id: {"user_id": each.user_id, "product_id": each.product_id, "status": each.status}
                | {"gives_access": each.gives_access}
                for each in simulator.world.memberships.values()
            },
            "webhook": {"url": hook.url, "is_enabled": hook.is_enabled, "attempts": len(hook.attempts)},
            "events": len(simulator.world.events),
            "settings": simulator.settings,
        }
    )


def do(world: World, wanted: Mapping[str, Any]) -> Json:
    """Do one thing; return what came of it. Raises KeyError for an unknown verb or id."""
    verb = wanted["verb"]
    if verb == "buy":
        bought = world.buy(wanted.get("user_id"), wanted["product_id"], trial=bool(wanted.get("trial")))
        return {"membership_id": bought.id, "status": bought.status}
    if verb in ON_MEMBERSHIPS:
        changed = getattr(world, verb)(wanted["membership_id"])
        return {"membership_id": changed.id, "status": changed.status}
    if verb == "add_person":
        return {"user_id": world.add_person(wanted["name"]).id}
    if verb == "join_team":
        world.companies[wanted["company_id"]].team[wanted["user_id"]] = wanted["role"]
        return {}
    if verb == "leave_team":
        world.companies[wanted["company_id"]].team.pop(wanted["user_id"])
        return {}
    raise KeyError(verb)


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found


ROUTES = [
    Route("/simulator/act", act, methods=["POST"]),
    Route("/simulator/faults", set_faults, methods=["POST"]),
    Route("/simulator/state", show_state),
]
