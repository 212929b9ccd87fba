"""A few failed tests run once more alone; that must not hide one that fails again."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLAKY = """
from pathlib import Path
def test_first_time_fails():
    seen = Path("seen")
    if not seen.exists():
        seen.touch()
        raise AssertionError
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{folder}"}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("test", "code", "said"),
    [
        (FLAKY, 0, "UNSTABLE: test_it.py::test_first_time_fails failed once, and passed alone."),
        ("def test_always_fails():\n    raise AssertionError\n", 1, "1 failed"),
        ("def test_passes():\n    pass\n", 1, "0 tests failed"),
        (
            "import pytest\n@pytest.mark.parametrize('x', range(4))\ndef test_many(x):\n    raise AssertionError\n",
            1,
            "4 tests failed: at most 3",
        ),
    ],
    ids=["unstable", "failing", "passing", "many"],
)
def test_what_failed_is_run_again(tmp_path: Path, test: str, code: int, said: str) -> None:
    (tmp_path / "test_it.py").write_text(test)
    (tmp_path / "pytest.ini").touch()
    run(tmp_path, "pytest", "-q", "test_it.py")
    again = run(tmp_path, "tests.rerun_failed")
    assert again.returncode == code
    assert said in again.stdout + again.stderr
