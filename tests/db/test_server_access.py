"""Rules and password of the embedded server; test_embedded_rights.py tests them with clients."""

from pathlib import Path

from chronos.db.server_access import RULES, password_file, write_rules


def test_rules_are_written_once(tmp_path: Path) -> None:
    assert write_rules(tmp_path)
    assert not write_rules(tmp_path)
    assert (tmp_path / "pg_hba.conf").read_text() == RULES


def test_rules_name_one_role_and_the_loopback_address() -> None:
    over_tcp = [line.split() for line in RULES.splitlines() if line.startswith("host")]
    assert over_tcp == [["host", "all", "postgres", "127.0.0.1/32", "scram-sha-256"]]


def test_password_is_beside_the_data_directory() -> None:
    assert password_file(Path("/home/postgres")) == Path("/home/postgres-password")
