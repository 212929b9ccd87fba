"""API: the calls of Whop's REST API that Chronos uses, with paging, and failures on demand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chronos.whop.simulator.bodies import account, membership
from chronos.whop.simulator.deliver import Attempt, Webhook
from chronos.whop.simulator.lessons import list_chapters, list_courses, list_lessons, mark_completed, show_lesson
from chronos.whop.simulator.page_of import page_of, refuse
from chronos.whop.simulator.state import API_KEY, APP_ID, Simulator
from chronos.whop.simulator.world import Company, Json, in_order

Answer = Callable[[Request], Awaitable[Response]]


def checked(answer: Answer) -> Answer:
    """Refuse a call without the key, and fail it where a fault is set."""

    @wraps(answer)
    async def run(request: Request) -> Response:
        simulator = simulator_of(request)
        path = request.url.path.removeprefix("/api/v1/")
        if simulator.is_down:
            return refuse(503, "the API is down")
        if (fault := simulator.take_fault(path)) is not None:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return refuse(fault.status, "on demand", headers)
        if not path.endswith("/mark_as_completed") and request.headers.get("authorization") != f"Bearer {API_KEY}":
            return refuse(401, "wrong key")
        try:
            return await answer(request)
        except KeyError:
            return refuse(404, "not found")

    return run


def simulator_of(request: Request) -> Simulator:
    """Return the simulator that answers."""
    found: Simulator = request.app.state.simulator
    return found


async def list_memberships(request: Request) -> Response:
    """GET /memberships."""
    world, query = simulator_of(request).world, request.query_params
    wanted = {name: query[name] for name in ("user_id", "product_id") if name in query}
    found = [
        membership(world, bought)
        for bought in in_order(world)
        if bought.company_id == query.get("account_id", bought.company_id)
        and all(getattr(bought, name) == value for name, value in wanted.items())
    ]
    return page_of(request, found)


async def show_membership(request: Request) -> Response:
    """GET /memberships/{id}."""
    world = simulator_of(request).world
    return JSONResponse(membership(world, world.memberships[request.path_params["membership_id"]]))


async def list_team(request: Request) -> Response:
    """GET /team_members."""
    simulator = simulator_of(request)
    company = simulator.world.companies[request.query_params["account_id"]]
    return page_of(request, team(simulator, company))


async def check_access(request: Request) -> Response:
    """GET /users/{id}/access/{resource}."""
    user_id, resource = request.path_params["user_id"], request.path_params["resource"]
    level = simulator_of(request).world.access_level(user_id, resource)
    return JSONResponse({"access_level": level, "has_access": level != "no_access"})


async def show_user(request: Request) -> Response:
    """GET /users/{id}."""
    person = simulator_of(request).world.people[request.path_params["user_id"]]
    return JSONResponse({"id": person.id, "username": person.username, "name": person.name})


async def show_experience(request: Request) -> Response:
    """GET /experiences/{id}."""
    wanted = request.path_params["experience_id"]
    if not wanted.startswith("exp_"):
        raise KeyError(wanted)
    company = simulator_of(request).world.company_of(wanted)
    [product] = [each for each in company.products.values() if each.experience_id == wanted]
    return JSONResponse(
        {
            "id": wanted,
            "name": product.title,
            "company": account(company),
            "app": {"id": APP_ID, "name": "Chronos"},
            "products": [{"id": product.id, "title": product.title}],
            "created_at": "2026-01-01T00:00:00.000Z",
            "is_public": False,
        }
    )


async def show_webhook(request: Request) -> Response:
    """GET /webhooks/{id}."""
    hook = webhook_of(request)
    return JSONResponse(
        {
            "id": hook.id,
            "url": hook.url,
            "enabled": hook.is_enabled,
            "disabled_at": _iso(hook.disabled_at),
            "disabled_reason": "delivery_failures" if hook.disabled_at else None,
            "failing_since": _iso(hook.failing_since),
            "consecutive_failures": hook.consecutive_failures,
            "api_version": "v1",
        }
    )


async def list_deliveries(request: Request) -> Response:
    """GET /webhooks/{id}/deliveries, latest first."""
    attempts = sorted(webhook_of(request).attempts, key=lambda each: each.sent_at, reverse=True)
    return page_of(request, [_delivery(each) for each in attempts])


async def replay(request: Request) -> Response:
    """POST /webhooks/{id}/replay: send again in the background."""
    if not webhook_of(request).is_enabled:
        return refuse(422, "the webhook is disabled")
    simulator, body = simulator_of(request), await request.json()
    since = datetime.fromisoformat(body["sent_after"])
    task = asyncio.create_task(simulator.deliverer.replay_failed(since))
    request.app.state.tasks.add(task)
    task.add_done_callback(request.app.state.tasks.discard)
    return JSONResponse({"queued": True})


async def replay_delivery(request: Request) -> Response:
    """POST /webhooks/{id}/deliveries/{id}/replay."""
    wanted = request.path_params["delivery_id"]
    found = {attempt.id: attempt for attempt in webhook_of(request).attempts}
    again = await simulator_of(request).deliverer.replay(found[wanted])
    return JSONResponse({"success": again.success, "status": again.status, "body": ""})


async def notify(request: Request) -> Response:
    """POST /notifications: each idempotency key counts once."""
    body = await request.json()
    key = request.headers.get("idempotency-key") or f"unkeyed-{len(simulator_of(request).world.notifications)}"
    simulator_of(request).world.notifications.setdefault(key, body)
    return JSONResponse({"success": True})


def webhook_of(request: Request) -> Webhook:
    """Return the webhook of the address. Raises KeyError."""
    hook = simulator_of(request).deliverer.webhook
    if request.path_params["webhook_id"] != hook.id:
        raise KeyError(request.path_params["webhook_id"])
    return hook


def team(simulator: Simulator, company: Company) -> Sequence[Json]:
    """Return the company's team and invitations."""
    joined: list[Json] = [
        {
            "id": user_id.replace("user_", "ausr_"),
            "status": "joined",
            "email": simulator.world.people[user_id].email,
            "user": {"id": user_id, "username": simulator.world.people[user_id].username}
            | {"name": simulator.world.people[user_id].name, "profile_picture": {"url": ""}},
            "role": role,
        }
        for user_id, role in company.team.items()
    ]
    invited: list[Json] = [
        {"id": f"ausri_{number}", "status": "pending", "email": email, "user": None, "role": role}
        for number, (email, role) in enumerate(company.invited.items())
    ]
    shared: Json = {"account_id": company.id, "is_agent": False}
    shared |= dict.fromkeys(("created_at", "updated_at"), "2026-01-01T00:00:00.000Z")
    return [each | shared for each in [*joined, *invited]]


def _delivery(attempt: Attempt) -> Json:
    return {
        "id": attempt.id,
        "event": attempt.event.type,
        "request_body": attempt.body,
        "resource_id": attempt.event.company_id,
        "response_body": None,
        "response_code": attempt.status,
        "sent_at": _iso(attempt.sent_at),
        "success": attempt.success,
        "replayed_from": attempt.replayed_from,
        "total_time": 0.1,
    }


def _iso(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time is not None else None


_CALLS: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "memberships", list_memberships),
    ("GET", "memberships/{membership_id}", show_membership),
    ("GET", "team_members", list_team),
    ("GET", "users/{user_id}/access/{resource}", check_access),
    ("GET", "users/{user_id}", show_user),
    ("GET", "experiences/{experience_id}", show_experience),
    ("GET", "webhooks/{webhook_id}", show_webhook),
    ("GET", "webhooks/{webhook_id}/deliveries", list_deliveries),
    ("POST", "webhooks/{webhook_id}/replay", replay),
    ("POST", "webhooks/{webhook_id}/deliveries/{delivery_id}/replay", replay_delivery),
    ("POST", "notifications", notify),
    ("GET", "courses", list_courses),
    ("GET", "course_chapters", list_chapters),
    ("GET", "course_lessons", list_lessons),
    ("GET", "course_lessons/{lesson_id}", show_lesson),
    ("POST", "course_lessons/{lesson_id}/mark_as_completed", mark_completed),
)
ROUTES = [Route(f"/api/v1/{path}", checked(answer), methods=[method]) for method, path, answer in _CALLS]
