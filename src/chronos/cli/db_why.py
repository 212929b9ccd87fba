"""`chronos db why`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.model import ANONYMOUS, Actor

if TYPE_CHECKING:
    from chronos.config import Settings
    from chronos.operations.why import Condition, Person, Reasons

ANON, SERVICE = "anon", "service"
_MARKS = {True: "yes", False: "no", None: "?"}


class Tried(StrEnum):
    """Command to explain."""

    select = "select"
    insert = "insert"
    update = "update"
    delete = "delete"


def why(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Table, e.g. videos or storage.objects.")],
    key: Annotated[
        str, typer.Argument(metavar="ID", help="Primary key of the row; several columns separated by commas.")
    ],
    person: Annotated[str, typer.Option("--as", metavar="ACTOR", help="Id of a creator or student, anon, or service.")],
    command: Annotated[Tried, typer.Option(help="Command to explain.")] = Tried.select,
    as_json: AsJson = False,
) -> None:
    """Explain which grant or policy allows or denies a row.

    Example: chronos db why videos 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as 5f0c9d1e-8a77-4a53-9b58-7d5d3a1c6e20
    """
    import asyncio

    from chronos.config import load_settings
    from chronos.operations.why import is_allowed, verdict

    reasons = asyncio.run(_find(load_settings(), table, key, person, command))
    if as_json:
        print_json({"allowed": is_allowed(reasons), "verdict": verdict(reasons), "reasons": reasons})
        return
    typer.echo(f"{one_line(f'{reasons.command} on {reasons.table} {reasons.key}')}\n")
    for name, text in _report(reasons):
        typer.echo(f"  {name:<8} {one_line(text)}".rstrip())
    typer.echo(f"\n{one_line(verdict(reasons))}")


async def _find(settings: "Settings", table: str, key: str, person: str, command: Tried) -> "Reasons":
    from chronos.app import owner_url
    from chronos.operations.why import find_reasons

    actor = await _actor(settings, person)
    return await find_reasons(owner_url(settings), table, key, actor, command.value)


async def _actor(settings: "Settings", person: str) -> Actor:
    from chronos.app import login_url
    from chronos.db import Database
    from chronos.members import find_person

    if person in (ANON, SERVICE):
        return ANONYMOUS if person == ANON else Actor("service_role")
    db = Database(login_url(settings), max_size=1)
    await db.open()
    try:
        return (await find_person(db, person)).actor
    finally:
        await db.close()


def _report(reasons: "Reasons") -> Iterator[tuple[str, str]]:
    """Yield names and texts; parts of a policy's expression are indented by their depth."""
    yield "row", "exists" if reasons.row_exists else "does not exist"
    yield "role", reasons.role
    yield "person", _who(reasons.person) if reasons.person else "none"
    for name, value in reasons.acting.items():
        yield "claims", f"private.{name}() is {'null' if value is None else str(value).lower()}"
    yield "grants", _granted(reasons)
    for policy in reasons.policies:
        kind = "" if policy.permissive else " (restrictive)"
        yield "policy", f"{policy.name}{kind}: {_MARKS[policy.holds]}"
        if policy.meaning:
            yield "", policy.meaning
        for condition in policy.conditions:
            yield from _conditions(condition, 3)
    for name, text in reasons.row.items():
        yield "row has", f"{name} = {'null' if text is None else text}"


def _who(person: "Person") -> str:
    text = f"{person.kind} {person.name}, {_active(person.is_active)}"
    return (
        text if person.kind == "creator" else f"{text}; of {person.creator_name}, {_active(person.creator_is_active)}"
    )


def _active(is_active: bool) -> str:
    return "active" if is_active else "not active"


def _granted(reasons: "Reasons") -> str:
    grants = reasons.grants
    if grants.bypasses:
        return "all, and policies do not apply to this role" if grants.suffice else "none"
    if not grants.on_schema:
        return "none, and no usage of the schema"
    if grants.on_table:
        return f"{reasons.command} on the table"
    return f"{reasons.command} on {', '.join(grants.on_columns)}" if grants.on_columns else "none"


def _conditions(condition: "Condition", depth: int) -> Iterator[tuple[str, str]]:
    text = {"AND": "all of", "OR": "one of"}.get(condition.join or "", condition.text)
    problem = f"  ({condition.problem})" if condition.problem and not condition.parts else ""
    yield f"{'  ' * depth}{_MARKS[condition.holds]:<3}", f"{text}{problem}"
    for part in condition.parts:
        yield from _conditions(part, depth + 1)
