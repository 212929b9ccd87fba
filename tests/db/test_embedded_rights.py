"""The embedded server, started by root and by a plain user: whose process it is, and who can reach it."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from chronos.db import embedded
from tests.users import KINDS, User, a_user, listening, rights_of_root

NO_RULE = r"no pg_hba\.conf entry"

START = """
import sys
from pathlib import Path
from chronos.db import embedded
server = embedded.start(Path(sys.argv[1]) / "postgres", tcp_port=int(sys.argv[2]) or None)
print(server.url(embedded.SUPERUSER))
"""
STOP = """
import sys
from pathlib import Path
from chronos.db import embedded
print(embedded.stop(Path(sys.argv[1]) / "postgres"))
"""
SHOW = """
import json, sys, psycopg
with psycopg.connect(sys.argv[1]) as connection:
    print(json.dumps(connection.execute(sys.argv[2]).fetchall()))
"""


@dataclass(frozen=True)
class Started:
    """A server that a user has started, with the umask 0."""

    user: User
    url: str
    port: int

    @property
    def directory(self) -> Path:
        return self.user.home / "postgres"

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(int((self.directory / "postmaster.pid").read_text().split()[0]))

    @property
    def password(self) -> str:
        return embedded.password_file(self.directory).read_text()

    def ask(self, question: str) -> list[list[object]]:
        answer: list[list[object]] = json.loads(self.user.run(SHOW, self.url, question))
        return answer

    def log_in(self, user: str, password: str | None) -> str:
        """Return whom a client from this machine logs in as over TCP; raises when it is refused."""
        parameters = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": user,
            "dbname": "postgres",
            "passfile": "/dev/null",
        }
        if password is not None:
            parameters["password"] = password
        with psycopg.connect(**parameters) as connection:  # type: ignore[arg-type]
            [name] = connection.execute("select current_user::text").fetchone() or ["nobody"]
            return str(name)


@pytest.fixture(scope="module", params=KINDS)
def started(request: pytest.FixtureRequest) -> Iterator[Started]:
    """A server with a TCP port, of root and of a plain user."""
    with a_user(request.param) as user:
        port = _free_port()
        try:
            yield Started(user, user.run(START, user.home, port).strip(), port)
        finally:
            user.run(STOP, user.home)


def test_folders_above_the_home_keep_their_modes(started: Started) -> None:
    assert [oct(path.stat().st_mode & 0o777) for path in (started.user.folder, started.user.folder / "open")] == [
        "0o700",
        "0o751",
    ]


def test_nothing_in_the_home_is_open_to_others(started: Started) -> None:
    home = started.user.home
    assert {path.name for path in home.iterdir()} == {".postgres.lock", "postgres", "postgres-password"}
    assert [path for path in (home, *home.rglob("*")) if path.lstat().st_mode & 0o077] == []


def test_server_has_no_right_of_roots(started: Started) -> None:
    assert rights_of_root(started.process) == []


def test_server_listens_on_the_loopback_address_only(started: Started) -> None:
    assert listening(started.process) == [("127.0.0.1", started.port)]
    assert started.ask("show listen_addresses") == [["127.0.0.1"]]


def test_server_cannot_be_reached_at_the_machines_other_addresses(started: Started) -> None:
    addresses = {one.address for list_ in psutil.net_if_addrs().values() for one in list_ if one.family in (2, 10)}
    for address in addresses - {"127.0.0.1"}:
        with pytest.raises(ConnectionRefusedError), socket.create_connection((address, started.port), timeout=5):
            pass


def test_right_password_logs_in(started: Started) -> None:
    assert len(started.password) == 64
    assert started.log_in("postgres", started.password) == "postgres"


@pytest.mark.parametrize("password", ["wrong", "", None])
def test_other_passwords_are_refused(started: Started, password: str | None) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        started.log_in("postgres", password)


@pytest.mark.parametrize("role", [embedded.SUPERUSER, "authenticator", "pgserver", "root"])
def test_other_roles_are_refused_over_tcp(started: Started, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=NO_RULE):
        started.log_in(role, started.password)


def test_role_of_tcp_is_no_superuser_and_cannot_become_one(started: Started) -> None:
    with psycopg.connect(
        host="127.0.0.1", port=started.port, user="postgres", password=started.password, dbname="postgres"
    ) as connection:
        assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"set role {embedded.SUPERUSER}")


def test_password_is_stored_as_scram(started: Started) -> None:
    [[stored]] = started.ask("select rolpassword from pg_authid where rolname = 'postgres'")
    assert str(stored).startswith("SCRAM-SHA-256$")
    assert started.ask("select count(*) from pg_authid where rolpassword is not null") == [[1]]


def test_second_start_keeps_server_and_password(started: Started) -> None:
    before, pid = started.password, started.process.pid
    started.user.run(START, started.user.home, started.port)
    assert (started.password, started.process.pid) == (before, pid)


def test_rules_of_an_older_version_are_replaced_while_it_runs(started: Started) -> None:
    rules = started.directory / "pg_hba.conf"
    rules.write_text("local all all trust\nhost all all 127.0.0.1/32 trust\n")
    started.user.run(START, started.user.home, 0)
    assert "127.0.0.1/32 trust" not in rules.read_text()
    with pytest.raises(psycopg.OperationalError, match=NO_RULE):
        started.log_in(embedded.SUPERUSER, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could be led astray")
def test_root_follows_no_link_of_the_servers_user(started: Started) -> None:
    victim = started.user.folder / "victim"
    victim.write_text("root's own")
    rules = started.directory / "pg_hba.conf"
    rules.unlink()
    rules.symlink_to(victim)
    started.user.run(START, started.user.home, 0)
    assert (victim.read_text(), victim.stat().st_uid) == ("root's own", 0)
    assert not rules.is_symlink()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
