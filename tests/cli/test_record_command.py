"""Commands that change something are recorded once, when they are done."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from chronos.cli.command_tree import chronos as tree
from chronos.cli.record_command import MAKES, PRECISE, READS, SHOWN_OR_CHANGED
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


CHANGES = {
    "add", "retry", "remove", "video rename", "video publish", "video hide", "video unlist", "tiers set", "creator add",
    "creator begin",
    "staff add", "staff change", "staff remove", "staff link", "student add", "student rename", "student end",
    "student resume", "student link", "course add", "course rename", "course publish", "course hide", "course remove",
    "course module", "course import", "course give", "course describe", "course order", "course order-modules",
    "course remove-module", "analytics recompute", "note add", "note remove", "notifications retry", "sessions end",
    "whop connect", "whop disconnect", "whop give", "whop sell", "whop replay", "whop reconcile", "whop import",
    "db backup", "db restore", "db reindex", "db seed", "db fill", "db unseed", "storage sweep",
    "teach add", "teach pin", "teach remove",
    "answer save", "answer remove", "answer share", "answer unshare", "answer judge", "answer unjudge", "video poster",
    "video bin", "video restore",
    "student invite-link", "student import", "embed add-site", "embed remove-site", "embed allow", "embed end",
    "embed link",
}  # fmt: skip


def test_each_command_is_known_to_change_something_or_not() -> None:
    assert set(commands_of(typer.main.get_command(tree))) - READS - MAKES - PRECISE - SHOWN_OR_CHANGED == CHANGES


def commands_of(group: Any, path: str = "") -> Iterator[str]:
    """The path of each command in a group."""
    if not (found := getattr(group, "commands", None)):
        yield path
    for name, command in (found or {}).items():
        yield from commands_of(command, f"{path} {name}".strip())


@pytest.mark.parametrize("command", sorted(READS | PRECISE | SHOWN_OR_CHANGED))
def test_commands_that_are_not_recorded_exist(command: str) -> None:
    found = typer.main.get_command(tree)
    for name in command.split():
        found = found.commands[name]  # type: ignore[attr-defined]
    assert not getattr(found, "commands", None) or command == "tiers"
