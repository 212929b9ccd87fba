"""Create the ASGI application out of routes, middleware and error handlers."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from chronos.app import App
from chronos.errors import ChronosError
from chronos.operations.warm import warm_up
from chronos.web import api, pages
from chronos.web.answer_runs import AnswerRuns
from chronos.web.arrivals import Arrivals
from chronos.web.assets import load_assets
from chronos.web.background import Background
from chronos.web.body_limit import BodyLimit
from chronos.web.cookie_free import CookieFree
from chronos.web.errors import PROBLEM_TYPE, answer_errors
from chronos.web.event_streams import EventStreams
from chronos.web.mcp import load_mcp
from chronos.web.mcp import router as mcp_router
from chronos.web.security_headers import SecurityHeaders
from chronos.web.storage_api.errors import PREFIX as STORAGE
from chronos.web.storage_api.routes import router as storage_router
from chronos.web.take_turns import TakeTurns
from chronos.web.uploads.routes import router as uploads_router
from chronos.web.webhooks import router as webhooks_router

DESCRIPTION = (
    "Ask questions of a video library; every answer cites the second at which it is said. Each request carries the "
    "token of a creator or a student (`chronos token` prints one) and sees what its holder may see. "
    "Errors are `application/problem+json` (RFC 9457)."
)


def create_application(app: App) -> FastAPI:
    """Return the ASGI application that serves `app`, whose database is open."""
    web = _Application(
        title="Chronos",
        version=version("chronos"),
        description=DESCRIPTION,
        docs_url=None,  # both viewers load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    web.state.chronos = app
    web.state.background = Background()
    web.state.event_streams = EventStreams()
    web.state.answer_runs = AnswerRuns()
    web.add_middleware(TakeTurns)
    web.add_middleware(BodyLimit)
    web.add_middleware(CookieFree)
    web.add_middleware(SecurityHeaders, frame_origins=app.frame_origins)
    web.add_middleware(Arrivals)
    web.include_router(api.router)
    web.include_router(uploads_router)
    web.include_router(storage_router)
    web.include_router(pages.router, include_in_schema=False)
    web.include_router(webhooks_router)
    web.include_router(mcp_router, include_in_schema=False)
    web.mount("/static", load_assets(), name="static")
    answer_errors(web)
    return web


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """Return FastAPI's schema, with every error in its real form."""
        if self.openapi_schema is None:
            schema = super().openapi()
            for path, operations in schema["paths"].items():
                for operation in operations.values():
                    (_describe_storage if path.startswith(STORAGE) else _describe_problems)(operation)
            for unused in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(unused, None)
            self.openapi_schema = schema
        return self.openapi_schema


def _describe_problems(operation: dict[str, Any]) -> None:
    """Describe every error under its real media type."""
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            [content] = response["content"].values()
            response["content"] = {PROBLEM_TYPE: content}


def _describe_storage(operation: dict[str, Any]) -> None:
    """Leave out the framework's own error, and say that a token is optional: public objects need none."""
    if "HTTPValidationError" in str(operation["responses"].get("422")):
        del operation["responses"]["422"]
    if "storage" in operation["tags"] and "security" in operation:
        operation["security"].append({})


@contextlib.asynccontextmanager
async def _lifespan(web: FastAPI) -> AsyncIterator[None]:
    """Load models, cache and the package of MCP, and compress files, in the background: no request waits for them."""
    warming = asyncio.create_task(_warm(web.state.chronos))
    yield
    warming.cancel()
    await web.state.answer_runs.finish()
    await web.state.background.finish()


async def _warm(app: App) -> None:
    with contextlib.suppress(ChronosError):  # the first question reports it
        await asyncio.to_thread(lambda: app.answerer)
        await warm_up(app.db)
    await asyncio.to_thread(load_mcp)
    await asyncio.to_thread(load_assets().compress)
    # What is loaded now stays: looking for garbage among it would hold every request for a fifth of a second, and is
    # begun whenever a request makes many objects.
    gc.collect()
    gc.freeze()
