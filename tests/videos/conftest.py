"""A short film."""

from pathlib import Path

import pytest

from tests.media import a_silent_video


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A silent film of two seconds."""
    return a_silent_video(tmp_path_factory.mktemp("film") / "my_talk.mp4", seconds=2)
