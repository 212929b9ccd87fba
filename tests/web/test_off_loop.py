"""What is large is parsed in a thread: JSON, captions and forms, while other requests are answered."""

import importlib
import json
import pkgutil
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import MultipartParser

from chronos.model import VideoId
from chronos.web import api, multipart, off_loop, storage_api
from chronos.web.api.shapes import MAX_FIELDS
from chronos.web.off_loop import ON_LOOP_BYTES, OffLoopRoute
from tests.web.conftest import Call, People, problem

JSON = {"Content-Type": "application/json"}


def routes() -> Iterator[APIRoute]:
    """Yield every route of the programs' endpoints."""
    for package in (api, storage_api):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            router = getattr(importlib.import_module(found.name), "router", None)
            for route in router.routes if router is not None else ():
                if isinstance(route, APIRoute) and "routes" not in found.name:
                    yield route


def bodies() -> dict[str, type[BaseModel]]:
    """Return the model of each JSON body by the name of its endpoint."""
    return {
        route.name: route.body_field.field_info.annotation
        for route in routes()
        if route.body_field is not None and isinstance(route.body_field.field_info.annotation, type)
    }


def recorded(call: Callable[..., Any], threads: list[threading.Thread]) -> Callable[..., Any]:
    """Return `call`, which also notes the thread that runs it."""

    def record(*args: Any, **kwargs: Any) -> Any:
        threads.append(threading.current_thread())
        return call(*args, **kwargs)

    return record


def test_every_json_body_is_parsed_off_the_loop() -> None:
    taking = [route for route in routes() if route.body_field is not None]
    assert len(taking) >= 10
    assert [route.name for route in taking if not isinstance(route, OffLoopRoute)] == []


async def test_large_json_is_parsed_in_a_thread(api: Call, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    monkeypatch.setattr(off_loop, "json", SimpleNamespace(loads=recorded(json.loads, threads)))
    client = api(people.student)
    small = await client.post("/api/v1/search", json={"query": "light", "by": "words"})
    assert small.status_code == 200
    padded = b'{"query": "light", "by": "words"' + b" " * ON_LOOP_BYTES + b"}"
    assert (await client.post("/api/v1/search", content=padded, headers=JSON)).status_code == 200
    deep = b"[" * 200_000
    problem(await client.post("/api/v1/search", content=deep, headers=JSON), 400, "body_unreadable")
    assert [thread is threading.current_thread() for thread in threads] == [True, False, False]


async def test_large_captions_are_parsed_in_a_thread(
    api: Call, people: People, lecture: VideoId, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    replacing = importlib.import_module("chronos.videos.replace_captions")
    for name in ("read_captions", "to_vtt"):
        monkeypatch.setattr(replacing, name, recorded(getattr(replacing, name), threads))
    cue = "WEBVTT\n\n00:00.000 --> 00:05.000\nLight enters the camera.\n\nNOTE\n"
    body = (cue + "a comment that is left out\n" * 200_000).encode()
    assert len(body) > 5_000_000
    answer = await api(people.creator).put(f"/api/v1/videos/{lecture}/captions", content=body)
    assert answer.status_code == 200, answer.text
    assert len(threads) == 2
    assert threading.current_thread() not in threads


async def test_large_pieces_of_a_form_are_parsed_in_a_thread(
    api: Call, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    write = MultipartParser.write

    def record(parser: MultipartParser, piece: bytes) -> int:
        if len(piece) > multipart.ON_LOOP_BYTES:
            threads.append(threading.current_thread())
        return write(parser, piece)

    monkeypatch.setattr(MultipartParser, "write", record)
    near = b"\r\n--" * (2 * multipart.ON_LOOP_BYTES)
    answer = await api(people.creator).post("/api/v1/videos", files={"file": ("a.mp4", near)})
    problem(answer, 415, "not_media")
    assert threads
    assert threading.current_thread() not in threads


async def test_a_body_of_many_unknown_fields_gets_a_short_answer(api: Call, people: People) -> None:
    wide = {f"field{number}": 0 for number in range(MAX_FIELDS + 1)}
    answer = await api(people.student).post("/api/v1/search", json=wide)
    assert f"there are more than {MAX_FIELDS} fields" in problem(answer, 422, "request_invalid")
    assert len(answer.content) < 1000


@pytest.mark.parametrize("name", sorted(bodies()))
def test_booleans_are_true_or_false(name: str) -> None:
    model = bodies()[name]
    for field, info in model.model_fields.items():
        if "bool" in str(info.annotation):
            for wrong in ("yes", "on", "true", 1, 0, "1"):
                with pytest.raises(ValidationError) as refused:
                    model.model_validate({field: wrong})
                assert field in {error["loc"][0] for error in refused.value.errors()}
