"""How much code of Chronos serves one request? Run: python bench/paths.py [--list]

Count the files and functions of the package that run, in any thread, while the server answers three requests: a
resumable upload (one POST, one PATCH), a form upload with captions, and a question in a chat. A function counts once,
however often it runs; comprehensions and lambdas count as part of their function. Connecting, loading models and
processing the video that the question is about do not count. `--list` prints every function by its file.
"""

import asyncio
import json
import sys
import tempfile
import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx2
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table

import chronos
from chronos.app import App, opened
from chronos.config import Settings
from chronos.db import embedded
from chronos.members import add_creator, add_student
from chronos.model import Actor
from chronos.web import create_application

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "paths.json"
COURSE = ROOT / "examples" / "course"
PACKAGE = f"{Path(chronos.__path__[0])}/"
PATH = "/storage/v1/upload/resumable"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:05.000\nThe aperture is the hole that lets the light in.\n"


class Profile:
    """The functions of Chronos that run in any thread of this process while `recorded` is open."""

    def __init__(self) -> None:
        self._codes: set[CodeType] | None = None
        threading.setprofile(self._see)  # for every thread that begins after this
        sys.setprofile(self._see)

    @contextmanager
    def recorded(self) -> Iterator[set[CodeType]]:
        """Record in the block."""
        codes: set[CodeType] = set()
        self._codes = codes
        try:
            yield codes
        finally:
            self._codes = None

    def _see(self, frame: FrameType, event: str, _: Any) -> None:
        codes, code = self._codes, frame.f_code
        if codes is not None and event == "call" and code.co_filename.startswith(PACKAGE) and code.co_name[0] != "<":
            codes.add(code)


def main() -> None:
    """Print a table, with `--list` the functions of each request too, and write bench/results/paths.json."""
    profile = Profile()
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(ROOT / ".chronos" / "models")
        try:
            measured = asyncio.run(_measure(profile, Settings(home=home, _env_file=None)))
        finally:
            embedded.stop(home / "postgres")
    table = Table("request", "files", "functions")
    result: dict[str, dict[str, Any]] = {}
    for request, codes in measured.items():
        files = Counter(code.co_filename.removeprefix(PACKAGE) for code in codes)
        table.add_row(request, str(len(files)), str(len(codes)))
        named = sorted(f"{code.co_filename.removeprefix(PACKAGE)}:{code.co_qualname}" for code in codes)
        result[request] = {"files": len(files), "functions": len(codes), "ran": named}
    Console().print(table)
    if "--list" in sys.argv[1:]:
        for request, counted in result.items():
            print(request, *counted["ran"], sep="\n  ")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2))


async def _measure(profile: Profile, settings: Settings) -> dict[str, set[CodeType]]:
    async with opened(settings) as app:
        creator = await add_creator(app.db, "Bench")
        student = await add_student(app.db, creator.id, "Sam")
        teacher = Actor("authenticated", subject=creator.id, creator_id=creator.id)
        learner = Actor("authenticated", subject=student.id, creator_id=creator.id, student_id=student.id)
        _ = app.answerer, app.objects, app.links
        web = create_application(app)
        async with _client(app, web, teacher) as client, _client(app, web, learner) as asker:
            await client.get("/api/v1/videos")  # the first request does more
            measured = {}
            with profile.recorded() as measured["resumable upload, one PATCH"]:
                await _upload_resumably(client)
            with profile.recorded() as measured["form upload with captions"]:
                video_id = await _upload_form(client)
            await _process(app, client, video_id)
            assert (await client.patch(f"/api/v1/videos/{video_id}", json={"is_published": True})).status_code == 200
            session = (await asker.post("/api/v1/chat/sessions", json={})).json()["id"]
            with profile.recorded() as measured["question in a chat"]:
                await _ask(asker, session)
        return measured


def _client(app: App, web: FastAPI, actor: Actor) -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {app.tokens.mint(actor)}"}
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(web), base_url="http://localhost", headers=headers)


async def _upload_resumably(client: httpx2.AsyncClient) -> None:
    film = (COURSE / "2-shutter-speed.webm").read_bytes()
    said = {"filename": "shutter.webm", "contentType": "video/webm", "title": "Shutter speed"}
    told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())
    version = {"Tus-Resumable": "1.0.0"}
    begun = await client.post(PATH, headers=version | {"Upload-Length": str(len(film)), "Upload-Metadata": told})
    assert begun.status_code == 201, begun.text
    piece = version | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    sent = await client.patch(begun.headers["Location"], headers=piece, content=film)
    assert "Chronos-Video-Id" in sent.headers, sent.text


async def _upload_form(client: httpx2.AsyncClient) -> str:
    film = (COURSE / "1-aperture.mp4").read_bytes()
    files = {"file": ("aperture.mp4", film, "video/mp4"), "captions": ("aperture.vtt", CAPTIONS.encode(), "text/vtt")}
    added = await client.post("/api/v1/videos", files=files, data={"title": "Aperture"})
    assert added.status_code == 201, added.text
    return str(added.json()["id"])


async def _process(app: App, client: httpx2.AsyncClient, video_id: str) -> None:
    async with app.worker(), asyncio.timeout(120):
        while True:
            if (await client.get(f"/api/v1/videos/{video_id}")).json()["status"] == "completed":
                return
            await asyncio.sleep(0.1)


async def _ask(client: httpx2.AsyncClient, session: str) -> None:
    path = f"/api/v1/chat/sessions/{session}/messages"
    answer = await client.post(path, json={"content": "What is the aperture?"})
    assert answer.is_success, answer.text
    assert answer.json()["citations"], answer.text


if __name__ == "__main__":
    main()
