"""Import a course of Whop: its lessons as videos, its chapters as modules; run again, it changes only what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from chronos.courses import (
    Conditions,
    CourseChange,
    ModuleChange,
    NewModule,
    Placed,
    add_course,
    add_module,
    change_course,
    change_module,
    get_course,
    order_modules,
)
from chronos.db import Row, Tx, load_queries
from chronos.errors import Conflict
from chronos.model import Actor, VideoId
from chronos.videos import require_creator
from chronos.whop_courses.course_tree import ChapterTree, CourseTree, get_tree
from chronos.whop_courses.import_lesson import LessonOutcome, Means, import_lesson

_QUERIES = load_queries("chronos.whop_courses")


@dataclass(frozen=True, slots=True)
class ImportedCourse:
    """The course here, unpublished when it is new, and what became of each lesson."""

    course_id: UUID
    title: str
    is_new: bool
    lessons: Sequence[LessonOutcome]


async def company_of(means: Means) -> str:
    """Return the creator's company on Whop. Raises Conflict (`whop_not_connected`)."""
    async with means.access.db.as_service("whop_courses.company") as tx:
        row = await tx.fetch_one(_QUERIES["company_of"], {"creator_id": require_creator(means.access.actor)})
    if row is None or row["company_id"] is None:
        raise Conflict(
            "The creator has no company on Whop: connect it with `chronos whop connect`.", code="whop_not_connected"
        )
    return str(row["company_id"])


async def import_course(means: Means, course: str) -> ImportedCourse:
    """Import the course of this id or title; stopped and run again, it resumes with the lesson at which it stopped.

    Raises as `company_of` and WhopClient do, NotFound (`course_not_found`).
    """
    tree = await get_tree(means.client, await company_of(means), course)
    outcomes = {
        lesson.id: await import_lesson(means, tree.course, lesson)
        for chapter in tree.chapters
        for lesson in chapter.lessons
    }
    # One transaction: what is made here is noted as well, or an import that is killed in between would make it twice.
    async with means.access.db.as_service("whop_courses.course") as tx:
        course_id, is_new = await _keep_course(tx, means.access.actor, tree)
        await _keep_chapters(tx, means.access.actor, course_id, tree, outcomes)
    return ImportedCourse(course_id, tree.course.title, is_new, list(outcomes.values()))


async def _keep_course(tx: Tx, actor: Actor, tree: CourseTree) -> tuple[UUID, bool]:
    """Return the course here; make it, or rename it where its title is still that of Whop."""
    values = {"id": tree.course.id, "creator_id": require_creator(actor), "title": tree.course.title}
    await tx.execute(_QUERIES["lock_import"], values)
    row = await tx.fetch_one(_QUERIES["get_imported_course"], values)
    if row is None:
        course_id = (await add_course(tx, actor, tree.course.title)).summary.id
    else:
        course_id = UUID(str(row["course_id"]))
        if row["title"] != tree.course.title and (await get_course(tx, course_id)).summary.title == row["title"]:
            await change_course(tx, actor, course_id, CourseChange(title=tree.course.title))
    await tx.execute(_QUERIES["keep_course"], values | {"course_id": course_id})
    return course_id, row is None


async def _keep_chapters(
    tx: Tx, actor: Actor, course_id: UUID, tree: CourseTree, outcomes: Mapping[str, LessonOutcome]
) -> None:
    known = {row["id"]: row for row in await tx.fetch(_QUERIES["list_imported_chapters"], {"course": tree.course.id})}
    # A chapter without a video is no module, unless it was one; one that was removed here is not made again.
    wanted = [
        each for each in (_wanted(chapter, outcomes) for chapter in tree.chapters) if each.video_ids or each.id in known
    ]
    modules: list[UUID] = []
    for each in wanted:
        row = known.get(each.id)
        if row is None or row["module_id"] is not None:
            module_id = await _keep_module(tx, actor, course_id, each, row)
            values = asdict(each) | {"course": tree.course.id, "module_id": module_id}
            await tx.execute(_QUERIES["keep_chapter"], values)
            modules.append(module_id)
    if any(each.id not in known for each in wanted):
        await _order(tx, actor, course_id, modules)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A chapter as a module is to be."""

    id: str
    title: str
    video_ids: Sequence[VideoId]
    opens_after_days: int | None


def _wanted(chapter: ChapterTree, outcomes: Mapping[str, LessonOutcome]) -> _Wanted:
    """Return the module of a chapter. It opens after some days if all its lessons do, after as many."""
    lessons = [lesson for lesson in chapter.lessons if outcomes[lesson.id].video_id is not None]
    # A video may be two lessons on Whop; a module has it once.
    videos = dict.fromkeys(found for lesson in lessons if (found := outcomes[lesson.id].video_id) is not None)
    days = {lesson.unlock_days for lesson in lessons}
    return _Wanted(chapter.chapter.id, chapter.chapter.title, list(videos), days.pop() if len(days) == 1 else None)


async def _keep_module(tx: Tx, actor: Actor, course_id: UUID, wanted: _Wanted, row: Row | None) -> UUID:
    """Return the module of a chapter; change what changed on Whop since the last import, and nothing else."""
    if row is None:
        conditions = Conditions(wanted.opens_after_days, None)
        return await add_module(tx, actor, course_id, NewModule(wanted.title, None, wanted.video_ids, conditions))
    module_id = UUID(str(row["module_id"]))
    opens = {"opens_after_days": wanted.opens_after_days}
    change = ModuleChange(
        title=wanted.title if wanted.title != row["title"] else None,
        video_ids=wanted.video_ids if list(wanted.video_ids) != row["video_ids"] else None,
        conditions=opens if wanted.opens_after_days != row["opens_after_days"] else {},
    )
    if change != ModuleChange():
        await change_module(tx, actor, course_id, module_id, change)
    return module_id


async def _order(tx: Tx, actor: Actor, course_id: UUID, modules: Sequence[UUID]) -> None:
    """Put imported modules into Whop's order, before those that were made here."""
    course = await get_course(tx, course_id)
    here = {module.id: [VideoId(lesson.id) for lesson in module.lessons] for module in course.modules}
    order = [*modules, *(each for each in here if each not in modules)]
    if order != list(here):
        placed = [Placed(each, here[each]) for each in order]
        await order_modules(tx, actor, course_id, course.summary.version, placed)
