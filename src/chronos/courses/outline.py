"""Outline: a course as a file of YAML or JSON, to write by hand, to import and to export."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import yaml

from chronos.courses.change_course import add_course
from chronos.courses.change_module import ModuleChange, NewModule, add_module, change_module
from chronos.courses.course import Conditions, Course, Module, get_course
from chronos.db import Tx, load_queries
from chronos.errors import Invalid
from chronos.model import Actor, VideoId
from chronos.text import clean_title

_QUERIES = load_queries("chronos.courses")

MAX_BYTES = 1_000_000
MAX_DAYS = 3_650
COURSE_KEYS = frozenset({"title", "description", "modules"})
MODULE_KEYS = frozenset({"title", "description", "videos", "opens_after_days", "opens_at", "requires"})


@dataclass(frozen=True, slots=True)
class OutlinedModule:
    """A module of an outline. `videos` are titles or ids; `requires` is the title of another module."""

    title: str
    description: str | None
    videos: Sequence[str]
    opens_after_days: int | None
    opens_at: datetime | None
    requires: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A course as its file tells it."""

    title: str
    description: str | None
    modules: Sequence[OutlinedModule]


def read_outline(text: str) -> Outline:
    """Read YAML, and so JSON. Raises Invalid (`outline_invalid`) with the place of what cannot be read."""
    if len(text.encode()) > MAX_BYTES:
        raise _invalid("it is larger than 1 MB")
    try:
        # No aliases: a few lines of them would stand for billions.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise _invalid("it has an alias (*name); write the text out")
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise _invalid(f"it is neither YAML nor JSON ({reason})") from error
    course = _fields(read, COURSE_KEYS, "the course")
    modules = course.get("modules") or []
    if not isinstance(modules, list):
        raise _invalid("`modules` is not a list")
    return Outline(
        _text(course, "title", "the course") or "",
        _text(course, "description", "the course"),
        [_module(each, f"module {number}") for number, each in enumerate(modules, start=1)],
    )


async def export_outline(tx: Tx, course: Course, *, as_json: bool = False) -> str:
    """Return the outline of a course, with the ids of videos whose title others in the library have too."""
    titles = sorted({lesson.title for module in course.modules for lesson in module.lessons})
    named = Counter(row["name"] for row in await tx.fetch(_QUERIES["find_videos"], {"names": titles}))
    return write_outline(course, [title for title, videos in named.items() if videos > 1], as_json=as_json)


def write_outline(course: Course, shared: Collection[str] = (), *, as_json: bool = False) -> str:
    """Return the outline of a course: a video by its title, by its id where the title is `shared` or twice in it."""
    outline: dict[str, Any] = {"title": course.summary.title}
    if course.summary.description:
        outline["description"] = course.summary.description
    outline["modules"] = [_outlined(module, course, shared) for module in course.modules]
    if as_json:
        return json.dumps(outline, ensure_ascii=False, indent=2) + "\n"
    text: str = yaml.safe_dump(outline, allow_unicode=True, sort_keys=False, width=100)
    return text


async def import_outline(tx: Tx, actor: Actor, outline: Outline) -> Course:
    """Add the course that `outline` tells of, unpublished. Raises as `add_outlined` does."""
    course = await add_course(tx, actor, outline.title, outline.description)
    return await add_outlined(tx, actor, course.summary.id, outline.modules)


async def add_outlined(tx: Tx, actor: Actor, course_id: UUID, modules: Sequence[OutlinedModule]) -> Course:
    """Add modules to a course and return it.

    Raises Invalid (`outline_invalid`) for a video that the library does not have, or has several of by that title, and
    for a module that waits for one that is not there, or for one of several of that title; NotAllowed, NotFound.
    """
    found = await _find_videos(tx, sorted({name for module in modules for name in module.videos}))
    added = []
    for module in modules:
        conditions = Conditions(module.opens_after_days, module.opens_at)
        videos = [found[name] for name in module.videos]
        new = NewModule(module.title, module.description, videos, conditions)
        added.append(await add_module(tx, actor, course_id, new))
    titles = {module.id: module.title for module in (await get_course(tx, course_id)).modules}
    for module_id, module in zip(added, modules, strict=True):
        if module.requires is not None:
            change = ModuleChange(conditions={"requires_module_id": _find_module(titles, module.requires, module_id)})
            await change_module(tx, actor, course_id, module_id, change)
    return await get_course(tx, course_id)


def read_module(fields: Mapping[str, Any], where: str = "the module") -> OutlinedModule:
    """Read the fields of one module. Raises Invalid (`outline_invalid`)."""
    checked = _fields(dict(fields), MODULE_KEYS, where)
    videos = checked.get("videos") or []
    if not isinstance(videos, list) or not all(isinstance(name, str | int) for name in videos):
        raise _invalid(f"`videos` of {where} is not a list of titles")
    days = checked.get("opens_after_days")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MAX_DAYS):
        raise _invalid(f"`opens_after_days` of {where} is not a whole number from 0 to {MAX_DAYS}")
    return OutlinedModule(
        title=_text(checked, "title", where) or "",
        description=_text(checked, "description", where),
        videos=[str(name) for name in videos],
        opens_after_days=days,
        opens_at=_time(checked.get("opens_at"), where),
        requires=_text(checked, "requires", where),
    )


async def _find_videos(tx: Tx, names: Sequence[str]) -> dict[str, VideoId]:
    found: dict[str, VideoId] = {}
    for row in await tx.fetch(_QUERIES["find_videos"], {"names": list(names)}):
        if row["name"] in found:
            raise _invalid(f"several videos are called {row['name']!r}; write the id of the one that is meant")
        found[row["name"]] = row["id"]
    if missing := [name for name in names if name not in found]:
        raise _invalid(f"the library has no video {missing[0]!r}; `chronos videos` lists what there is")
    return found


def _find_module(titles: Mapping[UUID, str], title: str, waiting: UUID) -> UUID:
    """Return the module of this title, which the module `waiting` is to wait for."""
    found = [each for each, its_title in titles.items() if its_title == clean_title(title) and each != waiting]
    if not found:
        raise _invalid(f"the course has no other module {title!r} to wait for")
    if len(found) > 1:
        raise _invalid(f"several modules are called {title!r}; give the one to wait for a title of its own")
    return found[0]


def _outlined(module: Module, course: Course, shared: Collection[str]) -> dict[str, Any]:
    titles = {each.id: each.title for each in course.modules}
    lessons = {lesson.id: lesson.title for each in course.modules for lesson in each.lessons}
    called = [*lessons.values(), *shared]
    fields = {
        "title": module.title,
        "description": module.description,
        "opens_after_days": module.conditions.opens_after_days,
        "opens_at": module.conditions.opens_at.isoformat() if module.conditions.opens_at else None,
        "requires": titles.get(module.conditions.requires_module_id) if module.conditions.requires_module_id else None,
        "videos": [each.title if called.count(each.title) == 1 else str(each.id) for each in module.lessons],
    }
    return {name: value for name, value in fields.items() if value is not None}


def _module(read: object, where: str) -> OutlinedModule:
    if not isinstance(read, dict):
        raise _invalid(f"{where} is not a list of `name: value` pairs")
    return read_module(read, where)


def _fields(read: object, known: Collection[str], where: str) -> Mapping[str, Any]:
    if not isinstance(read, dict):
        raise _invalid(f"{where} is not a list of `name: value` pairs")
    if unknown := [key for key in read if key not in known]:
        raise _invalid(f"{where} has an unknown field {str(unknown[0])!r}; known are {', '.join(sorted(known))}")
    if not read.get("title"):
        raise _invalid(f"{where} has no title")
    return read


def _text(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return str(value)  # a title such as 1984
    raise _invalid(f"`{name}` of {where} is not text")


def _time(value: object, where: str) -> datetime | None:
    """Return a time; without a zone it is UTC, and a date is its first moment."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, datetime):
        raise _invalid(f"`opens_at` of {where} is not a date or a time such as 2027-05-03T09:00:00Z")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _invalid(why: str) -> Invalid:
    return Invalid(f"The outline cannot be used: {why}.", code="outline_invalid")
