"""`chronos course`: the order of courses and modules, and the removal of a module."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chronos.cli.find_course import Named, find_id
from chronos.cli.output import one_line
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.courses import Course, Module
    from chronos.db import Tx
    from chronos.model import Actor

MODULE = "Title or id of a module; `chronos course show --json` has the ids."


def order(
    names: Annotated[list[str], typer.Argument(metavar="COURSE…", help="Courses in order; the others follow.")],
    person: As = None,
) -> None:
    """Change the order of courses.

    Example: chronos course order "Photography" "Print"
    """
    from chronos.courses import order_courses

    async def work(tx: "Tx", actor: "Actor") -> None:
        await order_courses(tx, actor, [await find_id(tx, name) for name in names])

    _in_transaction(person, work)
    typer.echo("The order is changed.")


def order_modules(
    name: Named,
    modules: Annotated[list[str], typer.Argument(metavar="MODULE…", help="Modules in order; the others follow.")],
    person: As = None,
) -> None:
    """Change the order of the modules of a course.

    Example: chronos course order-modules "Photography" "Light" "Print"
    """
    from chronos.courses import Placed, get_course
    from chronos.courses import order_modules as put_in_order

    async def work(tx: "Tx", actor: "Actor") -> None:
        course = await get_course(tx, await find_id(tx, name))
        first = [_find_module(course, title) for title in modules]
        others = [each for each in course.modules if each not in first]
        placed = [Placed(each.id, each.video_ids) for each in [*first, *others]]
        await put_in_order(tx, actor, course.summary.id, course.summary.version, placed)

    _in_transaction(person, work)
    typer.echo("The order is changed.")


def remove_module(
    name: Named,
    module: Annotated[str, typer.Argument(metavar="MODULE", help=MODULE)],
    person: As = None,
    is_confirmed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a module of a course; its videos stay.

    Example: chronos course remove-module "Photography" "Print" --yes
    """
    from chronos.cli.confirm import confirm
    from chronos.courses import get_course
    from chronos.courses import remove_module as take_out

    async def work(tx: "Tx", actor: "Actor") -> None:
        course = await get_course(tx, await find_id(tx, name))
        await take_out(tx, actor, course.summary.id, _find_module(course, module).id)

    if not is_confirmed and not confirm(f"Remove the module {one_line(module)!r}?"):
        typer.echo("Nothing was removed.")
        return
    _in_transaction(person, work)
    typer.echo("Removed. The videos stay in the library.")


def describe(
    name: Named,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the course is about; empty: nothing.")],
    person: As = None,
) -> None:
    """Change the description of a course.

    Example: chronos course describe "Photography" "From light to print."
    """
    from chronos.courses import CourseChange, change_course

    async def work(tx: "Tx", actor: "Actor") -> None:
        await change_course(tx, actor, await find_id(tx, name), CourseChange(description=text))

    _in_transaction(person, work)
    typer.echo("The description is changed.")


def _in_transaction(person: str | None, work: "Callable[[Tx, Actor], Coroutine[Any, Any, None]]") -> None:
    async def run(app: "App") -> None:
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            await work(tx, actor)

    with_app(run)


def _find_module(course: "Course", text: str) -> "Module":
    from chronos.errors import Invalid, NotFound

    found = [each for each in course.modules if text.strip().lower() in (each.title.lower(), str(each.id))]
    if not found:
        raise NotFound(f"The course has no module “{one_line(text)}”.", code="module_not_found")
    if len(found) > 1:
        raise Invalid(f"Several modules are called “{one_line(text)}”: pass the id ({found[0].id}, …).")
    return found[0]
