"""`chronos whop courses`, `chronos whop import`: courses of Whop."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import Owner, creator_in_use
from chronos.cli.with_app import with_app
from chronos.errors import ProviderError

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.whop_courses import CourseTree, ImportedCourse, Means


def courses(creator: Owner = None, as_json: AsJson = False) -> None:
    """List courses on Whop with their lessons.

    A lesson that cannot be imported has the reason beside it.

    Example: chronos whop courses
    """
    from chronos.whop_courses import company_of, list_trees, why_not

    async def work(app: "App") -> "list[CourseTree]":
        return await list_trees(app.whop, await company_of(await _means(app, creator)))

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    if not found:
        typer.echo("The company has no course on Whop.", err=True)
    for tree in found:
        typer.echo(f"{one_line(tree.course.title)} ({tree.course.id})")
        for chapter in tree.chapters:
            typer.echo(f"  {one_line(chapter.chapter.title)}")
            for lesson in chapter.lessons:
                reason = why_not(lesson)
                typer.echo(f"    {one_line(lesson.title)}" + (f": {reason}" if reason else ""))


def import_(
    course: Annotated[str, typer.Argument(metavar="COURSE", help="Its id or title on Whop.")],
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Import a course of Whop as videos and a course.

    Run again, it changes only what changed on Whop. A new course is unpublished.

    Example: chronos whop import "Photography"
    """
    from chronos.whop_courses import import_course

    async def work(app: "App") -> "ImportedCourse":
        return await import_course(await _means(app, creator), course)

    imported = with_app(work)
    if as_json:
        print_json(imported)
    else:
        rows = [(one.title, one.outcome, one.reason or "") for one in imported.lessons]
        print_table(("LESSON", "OUTCOME", "WHY"), rows)
        news = "a new course, unpublished" if imported.is_new else "the course"
        typer.echo(f"{one_line(imported.title)} is {news} {imported.course_id}.")
    if failed := [one for one in imported.lessons if one.outcome == "failed"]:
        raise ProviderError(
            f"{len(failed)} lessons could not be imported; run the command again to try them.", code="import_failed"
        )


async def _means(app: "App", creator: str | None) -> "Means":
    from chronos.model import Actor, CreatorId
    from chronos.storage import Access
    from chronos.whop_courses import Means

    owner = CreatorId(await creator_in_use(app, creator))
    actor = Actor("authenticated", subject=owner, creator_id=owner)
    return Means(Access(app.db, app.objects, actor), app.whop, app.fetcher, app.incoming, app.whop_media_url)
