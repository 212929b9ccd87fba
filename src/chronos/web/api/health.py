"""Report whether the server runs and can do its work."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from chronos.operations.check_readiness import State, check_readiness
from chronos.web.authenticate import Running
from chronos.web.errors import PROBLEM_TYPE, RETRY_AFTER_SECONDS, Problem, problem_of

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The server responds."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The server can do its work."""

    status: Literal["ready"] = "ready"
    checks: dict[str, State]


class NotReady(Problem):
    """The server cannot do its work; `checks` names what is missing or unreachable."""

    checks: dict[str, State]


@router.get("/healthz", operation_id="healthz", summary="Report that the server responds")
async def healthz() -> Alive:
    """Respond without using the database, the queue or a model."""
    return Alive()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Report whether the server can do its work",
    response_model=Ready,
    responses={503: {"model": NotReady, "description": "A part is missing or unreachable; `checks` names it."}},
)
async def readyz(app: Running) -> Response:
    """Check the database, its schema, the job queue and the model files."""
    checks = await check_readiness(app.db, app.providers)
    wrong = [f"{name} {state}" for name, state in checks.items() if state != "ready"]
    if not wrong:
        return JSONResponse(Ready(checks=checks).model_dump())
    problem = problem_of("not_ready", f"Not ready: {', '.join(wrong)}.")
    body = NotReady(**problem.model_dump(), checks=checks).model_dump(exclude_none=True)
    return JSONResponse(body, 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}, PROBLEM_TYPE)
