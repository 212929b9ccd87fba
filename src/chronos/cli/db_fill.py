"""`chronos db fill`, `chronos db unseed`: demo schools that look alive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.confirm import confirm
from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import Owner, acting_creator
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.operations.demo_school import Filled

Force = Annotated[
    str | None, typer.Option(metavar="NAME", help="Name of the database, required if it is on another machine.")
]


def fill(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to fill it with, e.g. examples/school.json.")],
    creator: Owner = None,
    force: Force = None,
    as_json: AsJson = False,
) -> None:
    """Fill a demo school: a course, students, weeks of watching.

    The school is one that `chronos creator add --demo` made, with the videos that FILE names. Its students ask, and are
    answered from the videos. A school that was filled stays as it is.

    Example: chronos db fill examples/school.json --creator "Northlight"
    """
    filled = with_app(lambda app: _fill(app, file, creator, force))
    if as_json:
        print_json(filled)
    elif filled.students:
        typer.echo(
            f"Added {filled.students} students, {filled.questions} questions with their answers, and {filled.reports} "
            "times that a video was watched. All of it is made up."
        )
    else:
        typer.echo("The school was filled before. Nothing was changed.")


async def _fill(app: "App", file: Path, creator: str | None, force: str | None) -> "Filled":
    from chronos.app import owner_url
    from chronos.operations.demo_school import School, fill, read_plan
    from chronos.operations.reset import allow, look
    from chronos.storage import Access

    plan = read_plan(file)
    url = owner_url(app.settings)
    allow(await look(url), force)
    actor = await acting_creator(app, creator)
    school = School(url, Access(app.db, app.objects, actor), app.answerer, app.embedder)
    return await fill(school, plan, file.parent)


def unseed(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    force: Force = None,
    as_json: AsJson = False,
) -> None:
    """Remove all demo schools, with their files.

    They are those of `chronos db seed` and of `chronos creator add --demo`; others stay as they are.

    Example: chronos db unseed --yes
    """
    removed = with_app(lambda app: _unseed(app, yes, force))
    if removed is None:
        typer.echo("Nothing was removed.", err=True)
    elif as_json:
        print_json({"removed": removed})
    else:
        typer.echo(f"Removed {', '.join(map(one_line, removed))}." if removed else "There is no demo school.")


async def _unseed(app: "App", yes: bool, force: str | None) -> "Sequence[str] | None":
    from chronos.app import owner_url
    from chronos.operations.demo_school import remove_demo_schools
    from chronos.operations.reset import allow, look

    url = owner_url(app.settings)
    allow(await look(url), force)
    if not yes and not confirm("Remove all demo schools for good, with their videos? This cannot be undone."):
        return None
    return await remove_demo_schools(url, app.objects)
