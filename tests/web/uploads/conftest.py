"""A film to send, and a client that sends it."""

import pytest

from tests.media import a_silent_video
from tests.web.conftest import Call, Client, People


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return a_silent_video(tmp_path_factory.mktemp("film") / "talk.mp4").read_bytes()


@pytest.fixture
def client(api: Call, people: People) -> Client:
    return api(people.creator)
