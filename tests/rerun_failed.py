"""Run once more, alone and one after the other, the few tests that failed in the last run: `make retest`.

A test that then passes is named as unstable: it has a race that wants mending (docs/decisions/0051).
"""

import json
import sys
from pathlib import Path

import pytest

MOST = 3  # that may be chance
LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")


def main() -> int:
    """Return pytest's exit code; 1 when nothing failed, or too much."""
    failed = read_failed(LAST_FAILED)
    if not 0 < len(failed) <= MOST:
        sys.stderr.write(f"{len(failed)} tests failed: at most {MOST}, and at least one, are run again.\n")
        return 1
    code = int(pytest.main(["-p", "no:cacheprovider", *failed]))
    if code == 0:
        sys.stderr.write("".join(f"UNSTABLE: {test} failed once, and passed alone.\n" for test in failed))
    return code


def read_failed(path: Path) -> list[str]:
    """Return the names of the tests that failed in the last run."""
    return sorted(json.loads(path.read_text())) if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
