"""`chronos creator limits`."""

import json

from tests.cli.conftest import RunChronos


def test_a_creator_gets_limits_of_its_own(chronos: RunChronos, creator: str) -> None:
    chronos("creator", "limits", creator, "videos=7", "students=8")
    shown = chronos("creator", "limits", creator, "students=tier")
    assert "Of its own: videos." in shown.out
    found = json.loads(chronos("creator", "limits", creator, "--json").out)
    assert (found["limits"]["videos"], found["overrides"]) == (7, {"videos": 7})
    assert found["limits"]["students"] > 8


def test_a_full_plan_ends_with_the_exit_code_of_limits(chronos: RunChronos, creator: str) -> None:
    chronos("creator", "limits", creator, "students=0")
    refused = chronos("student", "add", "Sam")
    assert refused.code == 4
    assert refused.message == "The plan has room for 0 students: end a membership, or upgrade the plan."
