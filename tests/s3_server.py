"""A real S3 server (moto) for tests, in a thread of the test process."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import pytest
from moto.server import ThreadedMotoServer

from chronos.storage import BUCKETS

BUCKET = "chronos-files"


@dataclass(frozen=True)
class S3Server:
    """Where it is."""

    url: str

    def reset(self) -> None:
        """Nothing in it but empty buckets: one for all objects, and one for each of ours."""
        httpx2.post(f"{self.url}/moto-api/reset").raise_for_status()
        for bucket in (BUCKET, *BUCKETS):
            httpx2.put(f"{self.url}/{bucket}").raise_for_status()

    def lead_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Set the environment by which an ObjectStore finds it."""
        monkeypatch.setenv("AWS_ENDPOINT_URL", self.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_REGION", "us-east-1")


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """The server on a free port for as long as the block runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield S3Server(f"http://{host}:{port}")
    finally:
        server.stop()
