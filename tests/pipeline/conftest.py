"""A creator with a short film, and its captions."""

from pathlib import Path

import pytest

from chronos.app import App
from chronos.members import add_creator
from chronos.model import Actor
from tests.factories import as_creator
from tests.media import a_silent_video

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:04.000
A wide aperture lets in more light and blurs the background.

00:00:04.500 --> 00:00:09.000
A fast shutter speed freezes the motion of a runner in mid air.
"""


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(CAPTIONS)
    return path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return a_silent_video(tmp_path / "talk.mp4", seconds=10)


@pytest.fixture
async def creator(app: App) -> Actor:
    return as_creator((await add_creator(app.db, "Ada")).id)
