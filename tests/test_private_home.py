"""What Chronos writes is closed to other users: a home made by root and by a plain user, with the umask 0."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from chronos.config import HOME_ENTRIES, Settings
from tests.media import a_silent_video
from tests.processes import killed_at_the_end
from tests.users import KINDS, User, a_user, listening, rights_of_root

STORE = """
import asyncio, sys
from pathlib import Path
from uuid import uuid4
from chronos.cli.resolve_actor import write_used
from chronos.config import Settings
from chronos.providers.objects import ObjectStore
from chronos.storage import UploadFolder, own_folder
home = Path(sys.argv[1])

async def store():
    objects = ObjectStore(None, home)
    await objects.put("videos/a/put", b"x")
    async with own_folder(home) as folder:
        (folder / "received").write_bytes(b"x")
        await objects.move(await objects.prepare("videos/b/moved", folder / "received"), "videos/b/moved")
    await objects.copy("videos/a/put", "videos/c/copied")
    uploads = UploadFolder(home)
    id_ = uuid4()
    uploads.create(id_)
    uploads.ask_for(id_)

asyncio.run(store())
Settings(home=home, _env_file=None).signing_key()
write_used(home, uuid4())
"""
CALL = """
import subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
"""
# Files that the user names, and files in a temporary directory, which is closed.
WRITTEN_ELSEWHERE = {
    "cli/converse.py": 1,
    "cli/db_types.py": 2,
    "cli/running_server.py": 2,  # it is there and open already
    "operations/new_migration.py": 1,
    "operations/backup/back_up.py": 1,
    "operations/backup/restore.py": 2,
    "operations/backup/stored_files.py": 1,
    "operations/privacy/export_creator.py": 1,
    "operations/privacy/write_archive.py": 1,
    "whop/simulator/media.py": 4,
    "whop_courses/fetch_stream.py": 1,
}


@pytest.fixture(scope="module", params=KINDS)
def user(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """A user whose home has a creator, a video, files of every kind and a backup."""
    with a_user(request.param) as made:
        video = made.folder / "video.mp4"
        video.write_bytes(a_silent_video(tmp_path_factory.mktemp("media") / "video.mp4").read_bytes())
        video.chmod(0o644)
        try:
            for command in (
                ("creator", "add", "Ada"),
                ("add", video),
                ("db", "backup", made.folder / "backup"),
            ):
                call(made, *command)
            made.run(STORE, made.home)
            yield made
        finally:
            call(made, "db", "stop")


def call(user: User, *words: object) -> None:
    program = Path(sys.executable).parent / "chronos"
    user.run(CALL, "env", f"CHRONOS_HOME={user.home}", program, *words)


def test_site_listens_on_the_loopback_address_only(user: User) -> None:
    """First, so that the tests of files see what a running site writes."""
    program = Path(sys.executable).parent / "chronos"
    environment = {"PATH": "/usr/bin:/bin", "CHRONOS_HOME": str(user.home), "HOME": str(user.folder)}
    started = subprocess.Popen(
        [program, "serve", "--port", "0"], user=user.uid, group=user.gid, umask=0, cwd=user.folder, env=environment,
        extra_groups=None if user.uid is None else [], stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with killed_at_the_end(started) as site:
        assert site.stderr is not None
        line = site.stderr.readline()
        [port] = re.findall(r"http://127\.0\.0\.1:(\d+)", line) or [line]
        assert listening(psutil.Process(site.pid)) == [("127.0.0.1", int(port))]


def test_database_server_has_no_right_of_roots_and_no_tcp_port(user: User) -> None:
    server = psutil.Process(int((user.home / "postgres" / "postmaster.pid").read_text().split()[0]))
    assert rights_of_root(server) == []
    assert listening(server) == []


def test_folders_above_the_home_keep_their_modes(user: User) -> None:
    assert [path.stat().st_mode & 0o777 for path in (user.folder, user.folder / "open")] == [0o700, 0o751]


def test_files_and_folders_are_their_owners_alone(user: User) -> None:
    paths = [user.home, *user.home.rglob("*"), user.folder / "backup"]
    stored = {path.name for path in user.home.rglob("*") if path.is_file()}
    assert {"put", "moved", "copied", "jwt-secret", "creator-in-use", "last-backup.json"} <= stored
    assert [(path, oct(path.lstat().st_mode)) for path in paths if path.lstat().st_mode & 0o077] == []


def test_every_entry_of_the_home_is_listed(user: User) -> None:
    assert {path.name for path in user.home.iterdir()} <= set(HOME_ENTRIES)


def test_older_home_is_closed_at_start(tmp_path: Path) -> None:
    for name in ("storage", "models"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o755)
    (tmp_path / "creator-in-use").write_text("x")
    (tmp_path / "creator-in-use").chmod(0o644)
    Settings(home=tmp_path, _env_file=None).close_home()
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077] == []


def test_source_makes_files_by_private_file_only(repository: Path) -> None:
    writes = r"""\.mkdir\((?!FOLDER_MODE)|\.write_text\(|\.write_bytes\(|\.touch\((?!FILE_MODE)"""
    opens = r"""open\([^)]*["'][wxa]b?\+?["'](?!.*owner_only)"""
    root = repository / "src/chronos"
    found = {
        str(path.relative_to(root)): count
        for path in root.rglob("*.py")
        if (count := len(re.findall(f"{writes}|{opens}", path.read_text())))
    }
    assert found == WRITTEN_ELSEWHERE
