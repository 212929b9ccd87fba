"""Whether the server is alive, and whether it can do its work."""

import asyncio
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from chronos.app import App
from chronos.config import Settings
from chronos.db import load_queries
from chronos.errors import ChronosError
from chronos.model import ANONYMOUS
from chronos.providers.models import is_present
from chronos.web.asker import Running
from chronos.web.errors import PROBLEM_TYPE, Problem, problem_of

PATIENCE_SECONDS = 5.0
TABLES = (
    "public.creators", "public.students", "public.videos", "public.video_chunks", "public.chat_sessions",
    "public.chat_messages", "private.transcript_windows", "private.video_status_changes",
)  # fmt: skip
QUEUE_TABLES = ("jobs.procrastinate_jobs", "jobs.procrastinate_workers", "jobs.procrastinate_events")

_QUERIES = load_queries("chronos.web")

router = APIRouter(tags=["health"])

State = Literal["ready", "unreachable", "missing"]


class Alive(BaseModel):
    """The server answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The server can do its work."""

    status: Literal["ready"] = "ready"
    checks: dict[str, State]


class NotReady(Problem):
    """The server cannot do its work; `checks` says what is missing."""

    checks: dict[str, State]


@router.get("/healthz", operation_id="healthz", summary="Alive")
async def healthz() -> Alive:
    """Touches nothing but the server itself."""
    return Alive()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Ready to work",
    response_model=Ready,
    responses={503: {"model": NotReady, "description": "Something is missing or cannot be reached."}},
)
async def readyz(app: Running) -> Response:
    """Database, schema, queue and models."""
    checks = {**await _check_database(app), "models": await _check_models(app.settings)}
    wrong = [f"{name} {state}" for name, state in checks.items() if state != "ready"]
    if not wrong:
        return JSONResponse(Ready(checks=checks).model_dump())
    problem = problem_of(503, f"Not ready: {', '.join(wrong)}.", "not_ready")
    body = NotReady(**problem.model_dump(), checks=checks).model_dump(exclude_none=True)
    return JSONResponse(body, 503, media_type=PROBLEM_TYPE)


async def _check_database(app: App) -> dict[str, State]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), app.db.acting_as(ANONYMOUS) as tx:
            rows = await tx.fetch(_QUERIES["missing_tables"], {"names": [*TABLES, *QUEUE_TABLES]})
    except (ChronosError, TimeoutError):
        return {"database": "unreachable", "schema": "unreachable", "queue": "unreachable"}
    missing = {row["name"] for row in rows}
    return {
        "database": "ready",
        "schema": "missing" if missing.intersection(TABLES) else "ready",
        "queue": "missing" if missing.intersection(QUEUE_TABLES) else "ready",
    }


async def _check_models(settings: Settings) -> State:
    """The search model and the one that hears; a directory that the operator names is taken at its word."""
    names = [settings.embedder]
    engine, _, model = settings.transcriber.partition(":")
    if engine == "whisper" and not await asyncio.to_thread(Path(model).is_dir):
        names.append(f"whisper-{model}")
    try:
        found = [await asyncio.to_thread(is_present, settings.home, name) for name in names]
    except ChronosError:  # no such model
        return "missing"
    return "ready" if all(found) else "missing"
