"""Add a course whose lessons are files of this machine, so that an import has something to fetch."""

from pathlib import Path

import av
from av.error import FFmpegError

from chronos.errors import Invalid
from chronos.text import title_of
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from chronos.whop.simulator.media import host_video
from chronos.whop.simulator.state import Simulator


def add_course(simulator: Simulator, files: Path, hosted: Path) -> SimulatedCourse:
    """Give the school a course with the MP4 files of a folder, and a lesson on YouTube. Blocking.

    They are cut into pieces in `hosted`, which belongs to the caller. Raises Invalid for a folder without a file, and
    for a file that is not H.264 with AAC.
    """
    world = simulator.world
    found = sorted(files.glob("*.mp4"))
    if not found:
        raise Invalid(f"{files} has no MP4 file to be a lesson.")
    lessons = [SimulatedLesson(world.new_id("lesn"), title_of(None, file.name), file=file) for file in found]
    for lesson in lessons:
        assert lesson.file is not None  # noqa: S101 - as made above
        if not _is_streamable(lesson.file):
            raise Invalid(f"{lesson.file.name} cannot be streamed: it must be H.264 with AAC.")
        host_video(simulator, lesson, hosted / lesson.id)
    elsewhere = SimulatedLesson(world.new_id("lesn"), "A talk", embed=("youtube", "dQw4w9WgXcQ"))
    chapters = [
        SimulatedChapter(world.new_id("chap"), "Lessons", lessons),
        SimulatedChapter(world.new_id("chap"), "Elsewhere", [elsewhere]),
    ]
    course = SimulatedCourse(world.new_id("cors"), title_of(None, files.resolve().name), chapters=chapters)
    next(iter(world.companies.values())).courses.append(course)
    return course


def _is_streamable(path: Path) -> bool:
    try:
        with av.open(str(path)) as file:
            return {stream.name for stream in file.streams} == {"h264", "aac"}
    except FFmpegError:
        return False
