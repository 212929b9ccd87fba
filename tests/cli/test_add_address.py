"""`chronos add https://…`: from an address into the library."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import RunChronos

pytestmark = pytest.mark.usefixtures("creator")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def place(film: Path) -> Iterator[str]:
    """`host:port` of a server that has the film, and its captions."""
    handler = functools.partial(_Quiet, directory=str(film.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_becomes_a_video(chronos: RunChronos, place: str) -> None:
    added = chronos(
        "add", f"http://{place}/talk.mp4", "--captions", f"http://{place}/talk.srt", "--wait", "--json",
        CHRONOS_IMPORT_FROM=f"localhost:1, {place}",
    )  # fmt: skip
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("completed", "talk")
    again = chronos("add", f"http://{place}/talk.mp4", "--wait", "--json", CHRONOS_IMPORT_FROM=place)
    assert again.code == 2
    [failure] = json.loads(again.out)["errors"]
    assert failure["message"] == f"The library has this file already: “talk” ({video['id']})."


def test_without_a_worker_it_is_noted(chronos: RunChronos) -> None:
    added = chronos("add", "https://example.com/a_talk.mp4", "--title", "A talk", "--json")
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("pending", "A talk")
    assert "a worker runs" in added.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["http://127.0.0.1:8080/a.mp4"], "not one of the public Internet"),
        (["http://user:secret@example.com/a.mp4"], "user name or a password"),
        (["https://example.com/a.mp4", "--captions", "talk.srt"], "an address for an address"),
        (["talk.mp4", "--captions", "https://example.com/a.vtt"], "an address for an address"),
    ],
)
def test_what_is_refused(chronos: RunChronos, film: Path, words: list[str], sentence: str) -> None:
    run = chronos("add", *words)
    assert run.code == 2, run.err
    assert sentence in run.message
    assert json.loads(chronos("videos", "--json").out) == []
    assert film.exists()


@pytest.mark.parametrize("places", ["localhost", ":80", "localhost:http", "http://localhost:80/"])
def test_a_setting_that_names_no_place(chronos: RunChronos, places: str) -> None:
    run = chronos("videos", CHRONOS_IMPORT_FROM=places)
    assert run.code == 2
    assert "CHRONOS_IMPORT_FROM" in run.message
