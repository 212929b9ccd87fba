"""`chronos course`: modules, outlines, and who is given a course."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.find_course import Named, find_id, told
from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import WHO, As, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.courses import Course, GivenCourses


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
            return await add_outlined(tx, actor, await find_id(tx, name), [module])

    changed = with_app(work)
    print_json(told(changed)) if as_json else typer.echo(changed.modules[-1].id)


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
    print_json(told(added)) if as_json else typer.echo(added.summary.id)


def export(name: Named, person: As = None, as_json: AsJson = False) -> None:
    """Print the outline of a course in YAML, or in JSON.

    Example: chronos course export "Photography"
    """
    from chronos.courses import export_outline, get_course

    async def work(app: "App") -> str:
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await export_outline(tx, await get_course(tx, await find_id(tx, name)), as_json=as_json)

    typer.echo(with_app(work), nl=False)


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
        who = await find_person(app.db, student, "student", of_creator=actor.creator_id)
        async with app.db.acting_as(actor) as tx:
            ids = [await find_id(tx, name) for name in names] if names else None
            return await give_courses(tx, actor, StudentId(who.id), ids)

    given = with_app(work)
    if as_json:
        print_json(given)
    elif given.course_ids is None:
        typer.echo(f"{one_line(given.name)} sees the library and every course.")
    else:
        count = f"{len(given.course_ids)} course{'' if len(given.course_ids) == 1 else 's'}"
        typer.echo(f"{one_line(given.name)} sees {count}, and nothing else.")


def _read_text(file: str) -> str:
    from chronos.errors import Invalid

    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read as text in UTF-8.", code="file_unreadable") from error
