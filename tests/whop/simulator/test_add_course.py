"""A folder of files becomes a course of the school, whose lessons can be fetched."""

import asyncio
import shutil
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.whop.simulator.add_course import add_course
from tests.whop.simulated import a_whop


async def test_files_become_lessons_that_are_streamed(repository: Path, tmp_path: Path) -> None:
    whop = a_whop()
    await asyncio.to_thread(add_course, whop.simulator, repository / "examples" / "course", tmp_path)
    [course] = [each async for each in whop.client.list_courses(whop.company.id)]
    assert course.title == "course"
    chapters = [each async for each in whop.client.list_chapters(course.id)]
    lessons = [each for chapter in chapters async for each in whop.client.list_lessons(chapter.id)]
    assert [(one.title, one.embed) for one in lessons] == [
        ("1-aperture", None), ("3-iso-and-triangle", None), ("A talk", "youtube"),
    ]  # fmt: skip
    video = (await whop.client.get_lesson(lessons[0].id)).video
    assert video
    master = await whop.http.get(f"/media/{video.playback_id}.m3u8", params={"token": video.token or ""})
    assert "rendition.m3u8" in master.text
    assert whop.simulator.settings["CHRONOS_IMPORT_FROM"] == "127.0.0.1:9100"


def test_a_folder_that_makes_no_course_is_refused(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="has no MP4 file"):
        add_course(a_whop().simulator, tmp_path, tmp_path)
    shutil.copy(repository / "examples" / "course" / "2-shutter-speed.webm", tmp_path / "talk.mp4")
    with pytest.raises(Invalid, match=r"talk\.mp4 cannot be streamed: it must be H\.264 with AAC\."):
        add_course(a_whop().simulator, tmp_path, tmp_path)
    (tmp_path / "talk.mp4").write_bytes(b"no video")
    with pytest.raises(Invalid, match=r"talk\.mp4 cannot be streamed"):
        add_course(a_whop().simulator, tmp_path, tmp_path)
