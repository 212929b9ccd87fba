"""A school on a simulated Whop with a course, whose videos are streamed from this machine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from chronos.db import Database
from chronos.model import CreatorId
from chronos.providers.objects import ObjectStore
from chronos.storage import Access
from chronos.videos import Fetcher
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from chronos.whop.simulator.media import host_video
from chronos.whop_courses import Means
from tests.factories import a_creator, as_creator
from tests.whop.simulated import Whop, a_whop, served

SECONDS = 9  # two pieces and a part
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nA wide aperture blurs the background.\n"


@dataclass(frozen=True)
class School:
    """What an import works with, and the course on Whop that it imports."""

    whop: Whop
    means: Means
    creator_id: CreatorId
    course: SimulatedCourse
    folder: Path

    async def host(self, lesson: SimulatedLesson) -> None:
        """Stream the video of a lesson."""
        await asyncio.to_thread(host_video, self.whop.simulator, lesson, self.folder / lesson.id)


def cut(path: Path, short: Path) -> Path:
    """The first seconds of a file, as they are."""
    with av.open(str(path)) as source, av.open(str(short), "w") as output:
        targets = {stream: output.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux(*targets):
            if packet.dts is not None and packet.dts * packet.time_base < SECONDS:
                packet.stream = targets[packet.stream]
                output.mux(packet)
    return short


@pytest.fixture
async def school(db: Database, objects: ObjectStore, tmp_path: Path, repository: Path) -> AsyncIterator[School]:
    """A course of two chapters: a video with captions, one on YouTube, a text; then another video."""
    whop = a_whop()
    course_files = repository / "examples" / "course"
    video = await asyncio.to_thread(cut, course_files / "1-aperture.mp4", tmp_path / "1.mp4")
    other = await asyncio.to_thread(cut, course_files / "3-iso-and-triangle.mp4", tmp_path / "2.mp4")
    first = [
        SimulatedLesson("lesn_1", "Aperture", file=video, captions=VTT),
        SimulatedLesson("lesn_2", "A talk", embed=("youtube", "abc")),
        SimulatedLesson("lesn_3", "Reading list", kind="text"),
    ]
    second = [SimulatedLesson("lesn_4", "Exposure", file=other, unlock_days=7)]
    chapters = [SimulatedChapter("chap_1", "Light", first), SimulatedChapter("chap_2", "Practice", second)]
    course = SimulatedCourse("cors_1", "Photography", chapters=chapters)
    whop.company.courses.append(course)
    async with db.as_service("test") as tx:
        creator_id = await a_creator(tx)
        await tx.execute(
            "update creators set whop_company_id = %(company)s where id = %(id)s",
            {"company": whop.company.id, "id": creator_id},
        )
    async with served(whop) as origin:
        port = int(origin.rpartition(":")[2])
        fetcher = Fetcher(allowed=frozenset({("127.0.0.1", port)}))
        access = Access(db, objects, as_creator(creator_id))
        means = Means(access, whop.client, fetcher, tmp_path / "incoming", f"{origin}/media")
        made = School(whop, means, creator_id, course, tmp_path / "media")
        for lesson in (first[0], second[0]):
            await made.host(lesson)
        yield made
