"""`chronos course`: list, show and change courses."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli import course_content, course_order
from chronos.cli.find_course import Named, find_id, read_course, told
from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.courses import Course, CourseChange, CourseSummary, Module

Description = Annotated[str | None, typer.Option(metavar="TEXT", help="What the course is about.")]

course = typer.Typer(no_args_is_help=True, help="Manage courses: videos in modules, in order.")


@course.command("add")
def add_one(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Title of the course.")],
    description: Description = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Add a course, unpublished, and print its id.

    Example: chronos course add "Photography"
    """
    from chronos.courses import add_course

    async def work(app: "App") -> "Course":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await add_course(tx, actor, title, description)

    added = with_app(work)
    print_json(told(added)) if as_json else typer.echo(added.summary.id)


@course.command("list")
def list_all(person: As = None, as_json: AsJson = False) -> None:
    """List courses in order.

    Example: chronos course list
    """
    from chronos.courses import list_courses

    async def work(app: "App") -> "list[CourseSummary]":
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await list_courses(tx)

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    rows = [
        (c.id, c.title, c.modules, c.progress.lessons, clock(c.progress.seconds), "yes" if c.is_published else "no")
        for c in found
    ]
    print_table(("ID", "TITLE", "MODULES", "LESSONS", "LENGTH", "PUBLISHED"), rows)


@course.command("show")
def show(name: Named, person: As = None, as_json: AsJson = False) -> None:
    """Show a course with its modules and lessons.

    Example: chronos course show "Photography"
    """
    shown = with_app(lambda app: read_course(app, name, person))
    if as_json:
        print_json(told(shown))
        return
    summary = shown.summary
    typer.echo(f"{one_line(summary.title)}  ({'published' if summary.is_published else 'not published'})")
    if summary.description:
        typer.echo(one_line(summary.description))
    for number, module in enumerate(shown.modules, start=1):
        typer.echo(f"{number}. {one_line(module.title)}{_conditions(module, shown)}")
        for lesson in module.lessons:
            length = clock(lesson.duration_seconds) if lesson.duration_seconds is not None else lesson.status
            typer.echo(f"   - {one_line(lesson.title)}  ({length}){'  done' if lesson.is_done else ''}")


@course.command("rename")
def rename(
    name: Named,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The new title.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Give a course another title.

    Example: chronos course rename "Photography" "Photography, part 1"
    """
    from chronos.courses import CourseChange

    _print(with_app(lambda app: _change(app, name, person, CourseChange(title=title))), as_json)


@course.command("publish")
def publish(name: Named, person: As = None, as_json: AsJson = False) -> None:
    """Let students see a course.

    Example: chronos course publish "Photography"
    """
    from chronos.courses import CourseChange

    _print(with_app(lambda app: _change(app, name, person, CourseChange(is_published=True))), as_json)


@course.command("hide")
def hide(name: Named, person: As = None, as_json: AsJson = False) -> None:
    """Hide a course from students; nothing is deleted.

    Example: chronos course hide "Photography"
    """
    from chronos.courses import CourseChange

    _print(with_app(lambda app: _change(app, name, person, CourseChange(is_published=False))), as_json)


@course.command("remove")
def remove(
    name: Named,
    person: As = None,
    is_confirmed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a course and its modules; its videos stay.

    Example: chronos course remove "Photography" --yes
    """
    from chronos.cli.confirm import confirm
    from chronos.courses import remove_course

    async def work(app: "App") -> None:
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            await remove_course(tx, actor, await find_id(tx, name))

    if not is_confirmed and not confirm(f"Remove the course {one_line(name)!r}?"):
        typer.echo("Nothing was removed.")
        return
    with_app(work)
    typer.echo("Removed. The videos stay in the library.")


course.command("module")(course_content.add_module_to)
course.command("import")(course_content.import_file)
course.command("export")(course_content.export)
course.command("give")(course_content.give)
course.command("describe")(course_order.describe)
course.command("order")(course_order.order)
course.command("order-modules")(course_order.order_modules)
course.command("remove-module")(course_order.remove_module)


async def _change(app: "App", name: str, person: str | None, change: "CourseChange") -> "Course":
    from chronos.courses import change_course

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await change_course(tx, actor, await find_id(tx, name), change)


def _conditions(module: "Module", of: "Course") -> str:
    titles = {each.id: one_line(each.title) for each in of.modules}
    if not module.is_open:  # what the student still waits for
        day = f", opens on {module.opens_at:%Y-%m-%d %H:%M %Z}" if _is_ahead(module.opens_at) else ""
        return f"  (locked{day}{f', after {titles[module.waits_for]!r}' if module.waits_for else ''})"
    told = [
        f"opens {module.conditions.opens_after_days} days after joining" if module.conditions.opens_after_days else "",
        f"opens on {module.conditions.opens_at:%Y-%m-%d %H:%M %Z}" if module.conditions.opens_at else "",
        f"after {titles[module.conditions.requires_module_id]!r}" if module.conditions.requires_module_id else "",
    ]
    shown = ", ".join(filter(None, told))
    return f"  ({shown})" if shown else ""


def _is_ahead(time: datetime | None) -> bool:
    return time is not None and time > datetime.now(UTC)


def _print(changed: "Course", as_json: bool) -> None:
    if as_json:
        print_json(told(changed))
    else:
        summary = changed.summary
        typer.echo(f"{one_line(summary.title)}: {'students see it' if summary.is_published else 'hidden'}")
