"""The OpenAPI description, checked by requests generated from it."""

import os
import warnings
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from chronos.config import Settings
from chronos.web.storage_api.routes import router as storage_router
from chronos.web.uploads.routes import router as uploads_router
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video, as_creator, as_student
from tests.web.conftest import Call
from tests.web.served import served

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))  # of each operation, valid and invalid ones, by each caller
VERBS = (
    "Add",
    "Ask",
    "Change",
    "Create",
    "Delete",
    "End",
    "Find",
    "Get",
    "List",
    "Remove",
    "Rename",
    "Report",
    "Retry",
    "Replace",
)
PROMISES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


async def test_description_is_valid_and_complete(api: Call, application: FastAPI) -> None:
    response = await api(None).get("/openapi.json")
    assert response.status_code == 200
    described = schemathesis.openapi.from_dict(response.json())
    described.validate()
    for path, operations in response.json()["paths"].items():
        for operation in operations.values():
            assert operation["operationId"].islower()
            require_english(operation)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)
            if path.startswith("/api/"):
                assert operation["security"] == [{"token": []}]
                assert {"401", "403", "422"} <= operation["responses"].keys()
    ids = [operation["operationId"] for path in response.json()["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    for promised in ("search", "ask", "list_videos", "add_video", "get_video", "get_playback", "retry_video",
                     "change_video", "remove_video", "get_captions", "list_sessions", "create_session", "get_session",
                     "rename_session", "delete_session", "list_messages", "post_message", "list_sign_ins",
                     "end_sign_in", "end_other_sign_ins", "healthz", "readyz"):  # fmt: skip
        assert promised in ids


def require_english(operation: dict[str, Any]) -> None:
    """A summary that starts with a verb, a description, and a text for every parameter and response."""
    name, summary = operation["operationId"], operation["summary"]
    assert summary.partition(" ")[0] in VERBS, name
    assert len(summary) < 60, name
    assert not summary.endswith("."), name
    assert operation["description"].endswith("."), name
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), (name, parameter["name"])
    for status, response in operation["responses"].items():
        assert response["description"], (name, status)


# The server's threads draw random numbers while requests are made up; those do not decide what is made up.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
def test_generated_requests_get_documented_responses(database: ADatabase, models_home: Path, tmp_path: Path) -> None:
    """Bounded and the same every time; a 500, an undocumented status or an answer of another shape fails."""
    (tmp_path / "models").symlink_to(models_home / "models")
    with served(Settings(home=tmp_path, _env_file=None), database.login_url) as server:

        async def make_people() -> tuple[str | None, ...]:
            async with server.app.db.as_service("test") as tx:
                creator = await a_creator(tx)
                student = await a_student(tx, creator)
                await a_video(tx, creator)
            return server.token(as_creator(creator)), server.token(as_student(student)), None

        tokens = server.run(make_people())
        description: dict[str, Any] = httpx2.get(f"{server.url}/openapi.json").json()
        for found in schemathesis.openapi.from_dict(description).get_all_operations():
            assert isinstance(found, Ok)
            fuzz(found.ok(), server.url, tokens, PROMISES)
        for found in schemathesis.openapi.from_dict(describe_storage()).get_all_operations():
            assert isinstance(found, Ok)
            fuzz(found.ok(), server.url, tokens, ("not_a_server_error",))


def describe_storage() -> dict[str, Any]:
    """Return a description of /storage/v1, whose form is Supabase's and which the public one leaves out."""
    web = FastAPI()
    web.include_router(storage_router)
    web.include_router(uploads_router)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GET and HEAD share an operation's id
        return web.openapi()


def fuzz(operation: Any, url: str, tokens: Sequence[str | None], promises: Sequence[str]) -> None:
    wanted = [CHECKS.get_one(name) for name in promises]
    for mode in GenerationMode:
        if mode.is_negative and not (operation.body or operation.query or operation.path_parameters):
            continue  # there is nothing that could be wrong

        @given(operation.as_strategy(mode))
        @settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def run(case: Any) -> None:
            for token in tokens:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                case.call_and_validate(url, headers=headers, checks=wanted)

        # Any text is a valid name of a bucket or an object: then there is nothing that could be wrong.
        with suppress(Unsatisfiable) if mode.is_negative else nullcontext():
            run()
