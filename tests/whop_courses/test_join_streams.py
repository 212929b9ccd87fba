"""Pieces of a stream become one file as they are; a missing piece is an error."""

from pathlib import Path

import av
import pytest

from chronos.errors import Invalid
from chronos.whop.simulator.courses import SimulatedLesson
from chronos.whop.simulator.media import host_video
from chronos.whop_courses.join_streams import join_streams
from tests.whop.simulated import a_whop


@pytest.fixture
def pieces(repository: Path, tmp_path: Path) -> list[Path]:
    """The pieces of a video."""
    file = repository / "examples" / "course" / "1-aperture.mp4"
    host_video(a_whop().simulator, SimulatedLesson("l", "t", file=file), tmp_path / "pieces")
    return sorted((tmp_path / "pieces").glob("*.ts"), key=lambda path: int(path.stem.rpartition("-")[2]))


def joined(pieces: list[Path], folder: Path) -> tuple[float, Path]:
    """Join these pieces."""
    (folder / "whole.ts").write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    return join_streams(folder / "whole.ts", None, folder / "whole.mp4"), folder / "whole.mp4"


def test_whole_has_picture_and_sound_from_the_first_second(pieces: list[Path], tmp_path: Path) -> None:
    seconds, whole = joined(pieces, tmp_path)
    with av.open(str(whole)) as file:
        assert {stream.type for stream in file.streams} == {"video", "audio"}
        assert file.duration is not None
        assert file.duration / av.time_base == pytest.approx(seconds, abs=0.2)
        assert abs(file.start_time or 0) < 200_000


def test_missing_piece_is_an_error(pieces: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        joined([pieces[0], *pieces[2:]], tmp_path)
    assert caught.value.code == "media_truncated"


def test_other_files_than_streams_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("#EXTM3U\nfile:///etc/passwd\n" * 100)
    with pytest.raises(Invalid) as caught:
        join_streams(tmp_path / "text", None, tmp_path / "whole.mp4")
    assert caught.value.code == "stream_unreadable"
