"""Arrange a course anew: the order of its modules and lessons after one step, as `order_modules` takes it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from chronos.courses.change_module import Placed, no_such_module
from chronos.courses.course import Course, Module
from chronos.errors import NotFound
from chronos.model import VideoId


def order_of(course: Course) -> list[Placed]:
    """Return the order that the course has."""
    return [Placed(module.id, list(module.video_ids)) for module in course.modules]


def find_module(course: Course, module_id: UUID) -> Module:
    """Return a module of the course. Raises NotFound (`module_not_found`)."""
    for module in course.modules:
        if module.id == module_id:
            return module
    raise no_such_module(module_id)


def move_module(order: Sequence[Placed], module_id: UUID, step: int) -> list[Placed]:
    """Return the order with a module `step` places further down; at either end it stays. Raises NotFound."""
    index = _index(order, module_id)
    modules = list(order)
    moved = modules.pop(index)
    modules.insert(max(0, min(index + step, len(modules))), moved)
    return modules


def move_lesson(order: Sequence[Placed], module_id: UUID, video_id: VideoId, step: int) -> list[Placed]:
    """Return the order with a lesson one place up (`step` -1) or down (1).

    From the first place of a module it goes to the end of the one before, from the last to the beginning of the next.
    Raises NotFound.
    """
    index = _index(order, module_id)
    videos = _videos_with(order[index], video_id)
    place = videos.index(video_id) + step
    if 0 <= place < len(videos):
        videos.remove(video_id)
        videos.insert(place, video_id)
        return _with(order, index, videos)
    neighbour = index + step
    if not 0 <= neighbour < len(order):
        return list(order)
    return place_lesson(order, module_id, video_id, order[neighbour].id, at_end=step < 0)


def place_lesson(
    order: Sequence[Placed], module_id: UUID, video_id: VideoId, to_module_id: UUID, *, at_end: bool = True
) -> list[Placed]:
    """Return the order with a lesson in another module, which may have it already. Raises NotFound."""
    source, target = _index(order, module_id), _index(order, to_module_id)
    left = [video for video in _videos_with(order[source], video_id) if video != video_id]
    without = _with(order, source, left)
    there = [video for video in without[target].video_ids if video != video_id]
    return _with(without, target, [*there, video_id] if at_end else [video_id, *there])


def drop_lesson(order: Sequence[Placed], module_id: UUID, video_id: VideoId) -> list[Placed]:
    """Return the order without a lesson of a module. Raises NotFound."""
    index = _index(order, module_id)
    return _with(order, index, [video for video in _videos_with(order[index], video_id) if video != video_id])


def insert_lesson(order: Sequence[Placed], module_id: UUID, video_id: VideoId, place: int) -> list[Placed]:
    """Return the order with a video at a place of a module, from 0, unless the module has it. Raises NotFound."""
    index = _index(order, module_id)
    videos = list(order[index].video_ids)
    if video_id not in videos:
        videos.insert(place, video_id)
    return _with(order, index, videos)


def _with(order: Sequence[Placed], index: int, videos: Sequence[VideoId]) -> list[Placed]:
    return [replace(each, video_ids=videos) if number == index else each for number, each in enumerate(order)]


def _index(order: Sequence[Placed], module_id: UUID) -> int:
    for index, module in enumerate(order):
        if module.id == module_id:
            return index
    raise no_such_module(module_id)


def _videos_with(module: Placed, video_id: VideoId) -> list[VideoId]:
    if video_id not in module.video_ids:
        raise NotFound(f"There is no video {video_id} in this module.", code="video_not_found")
    return list(module.video_ids)
