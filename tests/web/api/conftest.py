"""Fixtures of the JSON API."""

from pathlib import Path

import pytest

from tests.media import a_silent_video


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    return a_silent_video(tmp_path / "talk.mp4", seconds=4).read_bytes()
