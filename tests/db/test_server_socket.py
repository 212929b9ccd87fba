"""The folder of the embedded server's socket."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from chronos.db import embedded
from chronos.db.server_socket import LONGEST_BYTES, make_socket_folder, remove_socket_folder


@pytest.fixture
def long_path() -> Iterator[Path]:
    """A data directory whose path is too long for a socket's name."""
    root = Path(tempfile.mkdtemp(prefix="chronos-long-"))
    yield root / ("x" * LONGEST_BYTES) / "postgres"
    shutil.rmtree(root)


def test_long_path_has_a_folder_of_its_own_that_goes_with_the_server(long_path: Path) -> None:
    first = embedded.start(long_path)
    assert first.socket_directory.parent == Path(tempfile.gettempdir())
    assert first.socket_directory.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(first.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server = psutil.Process(int((long_path / "postmaster.pid").read_text().split()[0]))
    server.send_signal(signal.SIGKILL)
    psutil.wait_procs([server])
    second = embedded.start(long_path)
    assert second.socket_directory == first.socket_directory  # where its clients look for it
    with psycopg.connect(second.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert embedded.stop(long_path)
    assert not second.socket_directory.exists()


def test_folder_has_a_random_name(long_path: Path) -> None:
    folders = [make_socket_folder(long_path) for _ in range(2)]
    assert len(set(folders)) == 2
    for folder in folders:
        remove_socket_folder(folder)


def test_folder_that_others_reach_is_not_taken_again(long_path: Path) -> None:
    earlier = make_socket_folder(long_path)
    assert make_socket_folder(long_path, earlier) == earlier
    earlier.chmod(0o755)
    linked = earlier.with_name(f"{earlier.name}-link")
    linked.symlink_to(earlier)
    for folder in (earlier, linked, earlier / "chronos-socket-missing"):
        other = make_socket_folder(long_path, folder)
        assert other != folder
        remove_socket_folder(other)
    linked.unlink()
    remove_socket_folder(earlier)


def test_no_other_folder_is_removed(tmp_path: Path) -> None:
    (tmp_path / "chronos-socket-mine").mkdir()
    remove_socket_folder(tmp_path / "chronos-socket-mine")
    remove_socket_folder(None)
    assert (tmp_path / "chronos-socket-mine").is_dir()
