"""`chronos course`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, As, acting_actor
from chronos.cli.with_app import with_app
from chronos.text import clock

if TYPE_CHECKING:
    from uuid import UUID

    from chronos.app import App
    from chronos.courses import Course, CourseChange, CourseSummary, GivenCourses, Module
    from chronos.db import Tx

Named = Annotated[str, typer.Argument(metavar="COURSE", help="Title of the course, its id, or the beginning of it.")]
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
    print_json(_told(added)) if as_json else typer.echo(added.summary.id)


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
    shown = with_app(lambda app: _read(app, name, person))
    if as_json:
        print_json(_told(shown))
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
            await remove_course(tx, actor, await _find(tx, name))

    if not is_confirmed and not confirm(f"Remove the course {one_line(name)!r}?"):
        typer.echo("Nothing was removed.")
        return
    with_app(work)
    typer.echo("Removed. The videos stay in the library.")


@course.command("module")
def add_module_to(
    name: Named,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Title of the new module.")],
    videos: Annotated[
        list[str] | None, typer.Option("--video", metavar="VIDEO", help="Title or id of a video; repeat it in order.")
    ] = None,
    opens_after_days: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, max=3650, help="Open so many days after the student joined.")
    ] = None,
    opens_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Open at this date or time; without a zone it is UTC.")
    ] = None,
    after: Annotated[
        str | None, typer.Option(metavar="MODULE", help="Open once this module of the course is completed.")
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Add a module, last in its course.

    Every condition that is given must hold before it opens.

    Example: chronos course module "Photography" "Light" --video "Exposure" --opens-after-days 7
    """
    from chronos.courses import add_outlined, read_module

    fields = {"title": title, "videos": videos, "opens_after_days": opens_after_days, "opens_at": opens_at}
    module = read_module(fields | {"requires": after})

    async def work(app: "App") -> "Course":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await add_outlined(tx, actor, await _find(tx, name), [module])

    changed = with_app(work)
    print_json(_told(changed)) if as_json else typer.echo(changed.modules[-1].id)


@course.command("import")
def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Outline in YAML or JSON; - reads stdin.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Add a course from an outline: modules with videos by title.

    Example: chronos course import photography.yaml
    """
    from chronos.courses import import_outline, read_outline

    outline = read_outline(_read_text(file))

    async def work(app: "App") -> "Course":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await import_outline(tx, actor, outline)

    added = with_app(work)
    print_json(_told(added)) if as_json else typer.echo(added.summary.id)


@course.command("export")
def export(name: Named, person: As = None, as_json: AsJson = False) -> None:
    """Print the outline of a course in YAML, or in JSON.

    Example: chronos course export "Photography"
    """
    from chronos.courses import write_outline

    typer.echo(write_outline(with_app(lambda app: _read(app, name, person)), as_json=as_json), nl=False)


@course.command("give")
def give(
    student: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the student.")],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[COURSE]…", help="The courses; none: the library and all courses.")
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Let a student see these courses and nothing else.

    Without courses: the library and every course again.

    Example: chronos course give "Sam" "Photography"
    """
    from chronos.courses import give_courses
    from chronos.members import find_person
    from chronos.model import StudentId

    async def work(app: "App") -> "GivenCourses":
        actor = await acting_actor(app, person)
        who = await find_person(app.db, student, "student")
        async with app.db.acting_as(actor) as tx:
            ids = [await _find(tx, name) for name in names] if names else None
            return await give_courses(tx, actor, StudentId(who.id), ids)

    given = with_app(work)
    if as_json:
        print_json(given)
    elif given.course_ids is None:
        typer.echo(f"{one_line(given.name)} sees the library and every course.")
    else:
        typer.echo(f"{one_line(given.name)} sees {len(given.course_ids)} course(s), and nothing else.")


async def _read(app: "App", name: str, person: str | None) -> "Course":
    from chronos.courses import get_course

    async with app.db.acting_as(await acting_actor(app, person)) as tx:
        return await get_course(tx, await _find(tx, name))


async def _change(app: "App", name: str, person: str | None, change: "CourseChange") -> "Course":
    from chronos.courses import change_course

    actor = await acting_actor(app, person)
    async with app.db.acting_as(actor) as tx:
        return await change_course(tx, actor, await _find(tx, name), change)


async def _find(tx: "Tx", name: str) -> "UUID":
    from chronos.courses import find_course

    return (await find_course(tx, name)).id


def _read_text(file: str) -> str:
    from chronos.errors import Invalid

    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read as text in UTF-8.", code="file_unreadable") from error


def _conditions(module: "Module", of: "Course") -> str:
    titles = {each.id: one_line(each.title) for each in of.modules}
    told = [
        f"opens {module.conditions.opens_after_days} days after joining" if module.conditions.opens_after_days else "",
        f"opens on {module.conditions.opens_at:%Y-%m-%d %H:%M %Z}" if module.conditions.opens_at else "",
        f"after {titles[module.conditions.requires_module_id]!r}" if module.conditions.requires_module_id else "",
        "" if module.is_open else "locked",
    ]
    shown = ", ".join(filter(None, told))
    return f"  ({shown})" if shown else ""


def _told(shown: "Course") -> dict[str, object]:
    return {"course": shown.summary, "modules": shown.modules}


def _print(changed: "Course", as_json: bool) -> None:
    if as_json:
        print_json(_told(changed))
    else:
        summary = changed.summary
        typer.echo(f"{one_line(summary.title)}: {'students see it' if summary.is_published else 'hidden'}")
