"""Find the course that a command names, and tell it to programs."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.resolve_actor import acting_actor

if TYPE_CHECKING:
    from uuid import UUID

    from chronos.app import App
    from chronos.courses import Course
    from chronos.db import Tx

Named = Annotated[str, typer.Argument(metavar="COURSE", help="Title or id of the course, or how its id begins.")]


async def read_course(app: "App", name: str, person: str | None) -> "Course":
    """Return the course that `name` means to the person."""
    from chronos.courses import get_course

    async with app.db.acting_as(await acting_actor(app, person)) as tx:
        return await get_course(tx, await find_id(tx, name))


async def find_id(tx: "Tx", name: str) -> "UUID":
    """Return the id of the course that `name` means."""
    from chronos.courses import find_course

    return (await find_course(tx, name)).id


def told(shown: "Course") -> dict[str, object]:
    """Return the course for JSON."""
    return {"course": shown.summary, "modules": shown.modules}
