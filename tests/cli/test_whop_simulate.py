"""`chronos whop simulate` prints settings, answers this machine, and refuses to run beside a Chronos that serves."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from chronos.cli.whop_simulate import refuse_production
from chronos.config import Settings
from chronos.errors import Conflict
from chronos.whop.simulator import API_KEY

CHRONOS = Path(sys.executable).parent / "chronos"


def test_it_serves_until_it_is_stopped(repository: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            CHRONOS,
            "whop",
            "simulate",
            "--port",
            "0",
            "--seed",
            "3",
            "--course",
            str(repository / "examples" / "course"),
        ],
        cwd=tmp_path,
        env={"CHRONOS_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        origin = said.partition(" is on ")[2].partition(";")[0]
        state = httpx2.get(f"{origin}/simulator/state").json()
        listed = httpx2.get(
            f"{origin}/api/v1/memberships?account_id={state['companies'][0]['id']}",
            headers={"Authorization": f"Bearer {API_KEY}"},
        )
        assert listed.json()["data"] == []
    finally:
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"CHRONOS_WHOP_API_URL={origin}/api/v1\n" in printed
    assert f"CHRONOS_IMPORT_FROM={origin.removeprefix('http://')}\n" in printed


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"public_url": "https://learn.example.com"}, "CHRONOS_PUBLIC_URL"),
        ({"whop_api_key": "apik_real"}, "CHRONOS_WHOP_API_URL"),
        ({"database_url": "postgresql://postgres:x@db.example.com:5432/postgres"}, "CHRONOS_DATABASE_URL"),
    ],
)
def test_settings_of_a_chronos_that_serves_are_refused(values: dict[str, str], name: str) -> None:
    with pytest.raises(Conflict, match=name) as caught:
        refuse_production(Settings(_env_file=None, **values))  # type: ignore[arg-type]
    assert caught.value.code == "whop_not_simulated"


def test_target_elsewhere_is_refused() -> None:
    with pytest.raises(Conflict, match="--target"):
        refuse_production(Settings(_env_file=None), "https://learn.example.com")


@pytest.mark.parametrize("url", ["postgresql:///postgres?host=/tmp/x", "postgresql://postgres:x@127.0.0.1/postgres"])
def test_settings_of_this_machine_are_fine(url: str) -> None:
    local = {"database_url": url, "whop_api_key": "apik_simulated", "whop_api_url": "http://127.0.0.1:9100/api/v1"}
    refuse_production(Settings(_env_file=None, **local))  # type: ignore[arg-type]
