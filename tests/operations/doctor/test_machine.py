"""The checks of secrets, other files and disk space."""

from pathlib import Path

import pytest

from chronos.operations.doctor.machine import check_disk, check_home, check_secrets, judge_space

GIGABYTE = 1024**3


def test_readable_secret_is_a_failure(tmp_path: Path) -> None:
    secret, environment = tmp_path / "jwt-secret", tmp_path / ".env"
    assert check_secrets(tmp_path, environment).verdict == "ok"
    secret.write_text("x")
    for mode, verdict in ((0o600, "ok"), (0o640, "fail"), (0o604, "fail")):
        secret.chmod(mode)
        assert check_secrets(tmp_path, environment).verdict == verdict
    assert "chmod 600" in check_secrets(tmp_path, environment).remedy


def test_readable_settings_with_a_secret_are_a_failure(tmp_path: Path) -> None:
    environment = tmp_path / ".env"
    environment.write_text("CHRONOS_EMBEDDER=minilm\n# CHRONOS_JWT_SECRET=\n")
    environment.chmod(0o644)
    assert check_secrets(tmp_path, environment).verdict == "ok"
    environment.write_text("CHRONOS_DATABASE_URL=postgresql://a:b@c/d\n")
    told = check_secrets(tmp_path, environment)
    assert told.verdict == "fail"
    assert ".env" in told.evidence
    assert "a:b" not in told.evidence + told.remedy


def test_open_entry_of_the_home_is_a_warning(tmp_path: Path) -> None:
    assert check_home(tmp_path / "missing").verdict == "ok"
    (tmp_path / "storage").mkdir(0o755)
    told = check_home(tmp_path)
    assert (told.verdict, told.remedy) == ("warn", f"chmod -R go= {tmp_path}")
    assert "storage" in told.evidence
    (tmp_path / "storage").chmod(0o700)
    (tmp_path / "something else").mkdir(0o755)
    assert check_home(tmp_path).verdict == "ok"


def test_home_that_others_can_write_to_is_a_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0o775)
    assert check_home(tmp_path).verdict == "fail"


@pytest.mark.parametrize(
    ("free", "total", "verdict"),
    [(100, 250, "ok"), (4, 250, "warn"), (2, 10, "ok"), (0.5, 10, "fail"), (0.5, 4, "fail")],
)
def test_little_free_space(free: float, total: float, verdict: str) -> None:
    assert judge_space(int(free * GIGABYTE), int(total * GIGABYTE)).verdict == verdict


def test_missing_home_is_on_its_parents_disk(tmp_path: Path) -> None:
    assert "GB are free" in check_disk([tmp_path / "a" / "b"]).evidence
