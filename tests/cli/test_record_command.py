"""Commands that change something are recorded once, when they are done."""

import json

import pytest
import typer

from chronos.cli.command_tree import chronos as tree
from chronos.cli.record_command import PRECISE, READS, SHOWN_OR_CHANGED
from tests.cli.conftest import RunChronos


def test_commands_that_change_something_are_recorded_once(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    chronos("student", "list")
    chronos("creator", "limits", creator)  # shows
    chronos("student", "add", "")  # refused
    chronos("erase", "student", "Sam")  # not confirmed
    chronos("student", "end", "Sam")
    ran = json.loads(chronos("audit", "--json", "--action", "command").out)
    recorded = [(one["details"], one["creator_id"], one["actor_kind"]) for one in ran]
    assert recorded == [
        ({"command": "student end"}, creator, "operator"),
        ({"command": "student add"}, creator, "operator"),
        ({"command": "creator add"}, None, "operator"),
    ]


@pytest.mark.parametrize("command", sorted(READS | PRECISE | SHOWN_OR_CHANGED))
def test_commands_that_are_not_recorded_exist(command: str) -> None:
    found = typer.main.get_command(tree)
    for name in command.split():
        found = found.commands[name]  # type: ignore[attr-defined]
    assert not getattr(found, "commands", None) or command == "tiers"
