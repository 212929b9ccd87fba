"""A forged host is in no answer: addresses come from the public URL, or have no host."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from chronos.web.uploads.routes import PATH
from tests.web.conftest import ADDRESS, Call, Client, People
from tests.web.uploads.client import VERSION, metadata

FORGED = "forged.example"
HEADERS = {
    "Host": FORGED,
    "X-Forwarded-Host": FORGED,
    "Forwarded": f"host={FORGED}",
    "X-Original-Host": FORGED,
    "X-Forwarded-Server": FORGED,
}
RESUMABLE = f"/storage/v1{PATH}"


def addresses(routes: Any, prefix: str = "") -> set[tuple[str, str]]:
    """Return method and path of every route, those of included routers too."""
    found = set()
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        path = prefix + getattr(route, "path", "")
        if inner is not None:
            context = getattr(route, "include_context", None)
            found |= addresses(inner.routes, prefix + (getattr(context, "prefix", "") or ""))
        found |= {(method, path) for method in getattr(route, "methods", None) or ()}
    return found


async def send(client: Client, method: str, path: str) -> None:
    for name in ("video_id", "session_id", "upload_id"):
        path = path.replace(f"{{{name}}}", str(uuid4()))
    path = path.replace("{bucket}", "videos").replace("{name:path}", "a/b.mp4").replace("{secret}", "x" * 43)
    answer = await client.request(method, path, headers=HEADERS)
    assert FORGED not in answer.text, (method, path)
    assert FORGED not in str(answer.headers), (method, path)


@pytest.mark.parametrize("who", ["creator", "student", None])
async def test_a_forged_host_is_in_no_answer(
    api: Call, browse: Call, application: FastAPI, people: People, who: str | None
) -> None:
    all_of_them = addresses(application.routes)
    assert {("POST", "/storage/v1/upload/resumable"), ("GET", "/api/v1/videos"), ("GET", "/sign-in")} <= all_of_them
    for client in (api, browse):
        for method, path in sorted(all_of_them):
            await send(client(getattr(people, who) if who else None), method, path)


@pytest.mark.parametrize(
    ("host", "start"),
    [("127.0.0.1:8000", f"{ADDRESS}{RESUMABLE}/"), (FORGED, f"{RESUMABLE}/"), ("127.0.0.1:9", f"{RESUMABLE}/")],
)
async def test_the_address_of_an_upload_is_public_or_relative(api: Call, people: People, host: str, start: str) -> None:
    said = metadata(bucketName="user-uploads", objectName=f"{people.creator.creator_id}/a.bin")
    headers = HEADERS | {"Host": host, "Upload-Length": "5", "Upload-Metadata": said} | VERSION
    answer = await api(people.creator).post(RESUMABLE, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].startswith(start)
    offset = await api(people.creator).head(answer.headers["location"], headers=VERSION)
    assert offset.headers["upload-offset"] == "0"
