"""A caller names a file by its path, or hands over an open one."""

import os
from pathlib import Path

from tests.providers.speech.media.hear import refusal


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.mp4") == "file_unreadable"


def test_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").touch()
    assert refusal(tmp_path / "x.mp4") == "file_empty"


def test_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "file_unreadable"


def test_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.mp4")
    assert refusal(tmp_path / "x.mp4") == "file_unreadable"
