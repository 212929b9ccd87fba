"""The OpenAPI description, checked by requests generated from it."""

import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from chronos.config import Settings
from chronos.model import CreatorId, StudentId, VideoId
from chronos.web.api.video_events import Pace
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video, as_creator, as_student
from tests.web.conftest import Call
from tests.web.served import served

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))  # of each operation, valid and invalid ones, by each caller
# The form of errors, by the beginning of the address.
FORMS = {
    "/storage/v1/upload/resumable": "text/plain",
    "/storage/v1/": "application/json",
    "/": "application/problem+json",
}
VERBS = (
    "Add",
    "Ask",
    "Change",
    "Choose",
    "Copy",
    "Create",
    "Delete",
    "End",
    "Erase",
    "Find",
    "Get",
    "Give",
    "List",
    "Mail",
    "Mark",
    "Move",
    "Receive",
    "Remove",
    "Rename",
    "Replace",
    "Report",
    "Restore",
    "Retry",
    "Send",
    "Switch",
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
        form = FORMS[next(beginning for beginning in FORMS if path.startswith(beginning))]
        for operation in operations.values():
            assert operation["operationId"].islower()
            require_english(operation)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == [form], (path, status)
            if path.startswith("/api/"):
                assert operation["security"] == [{"token": []}]
                with_body = {"400", "413"} if "requestBody" in operation else set()
                assert {"401", "403", "422", *with_body} <= operation["responses"].keys(), path
    ids = [operation["operationId"] for path in response.json()["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    for promised in ("search", "ask", "list_videos", "add_video", "get_video", "get_playback", "retry_video",
                     "change_video", "remove_video", "get_captions", "list_sessions", "create_session", "get_session",
                     "rename_session", "delete_session", "list_messages", "post_message", "list_sign_ins",
                     "end_sign_in", "end_other_sign_ins", "healthz", "readyz"):  # fmt: skip
        assert promised in ids


def test_only_pages_aliases_and_mcp_are_left_out(repository: Path) -> None:
    web = repository / "src/chronos/web"
    left_out = {path.name: path.read_text().count("include_in_schema=False") for path in web.rglob("*.py")}
    assert {name: count for name, count in left_out.items() if count} == {"application.py": 2, "routes.py": 2}


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
    # Without a secret, deliveries of Whop are answered with the 503 that says so.
    secrets = SecretStr("ws_of_a_test_that_signs_nothing")
    with served(Settings(home=tmp_path, whop_webhook_secrets=secrets, _env_file=None), database.login_url) as server:

        async def make_people() -> tuple[CreatorId, StudentId, VideoId]:
            async with server.app.db.as_service("test") as tx:
                creator = await a_creator(tx)
                return creator, await a_student(tx, creator), await a_video(tx, creator)

        creator, student, video = server.run(make_people())
        server.web.state.event_pace = Pace(whole=0.0)  # else a stream waits for the video
        tokens = server.token(as_creator(creator)), server.token(as_student(student)), None
        known = make_objects(server.url, tokens[0], creator) | {"video_id": [str(video)] * 2}
        description: dict[str, Any] = httpx2.get(f"{server.url}/openapi.json", timeout=60).json()
        for found in schemathesis.openapi.from_dict(description).get_all_operations():
            assert isinstance(found, Ok)
            fuzz(found.ok(), server.url, tokens, known)


def make_objects(url: str, token: str, creator: CreatorId) -> dict[str, list[str]]:
    """Store two objects and begin an upload; return two known values of each parameter of an address."""
    headers = {"Authorization": f"Bearer {token}"}
    names = [f"{creator}/notes.txt", f"{creator}/more.txt"]
    for name in names:
        address = f"{url}/storage/v1/object/user-uploads/{name}"
        stored = httpx2.post(address, content=b"x", headers=headers | {"Content-Type": "text/plain"}, timeout=60)
        assert stored.status_code == 200, stored.text
    more = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000", "Upload-Metadata": "filename YS5tcDQ="}
    begun = httpx2.post(f"{url}/storage/v1/upload/resumable", headers=headers | more, timeout=60)
    assert begun.status_code == 201, begun.text
    return {"bucket": ["user-uploads", "videos"], "name": names, "upload_id": [begun.headers["Location"][-36:]] * 2}


def aim(case: Any, known: Mapping[str, Sequence[str]]) -> Any:
    """Put what exists into two of three addresses: few made-up ones would reach anything."""
    for name, value in (case.path_parameters or {}).items():
        if name in known and (choice := zlib.crc32(str(value).encode()) % 3):
            case.path_parameters[name] = known[name][choice - 1]
    return case


def fuzz(operation: Any, url: str, tokens: Sequence[str | None], known: Mapping[str, Sequence[str]]) -> None:
    wanted = [CHECKS.get_one(name) for name in PROMISES]
    for mode in GenerationMode:
        if mode.is_negative and not (operation.body or operation.query or operation.path_parameters):
            continue  # there is nothing that could be wrong

        cases = operation.as_strategy(mode)

        @given(cases if mode.is_negative else cases.map(partial(aim, known=known)))
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
