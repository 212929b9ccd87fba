"""Add the example course to a library, captioned with its known text."""

import asyncio
import json
import tempfile
from pathlib import Path

from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.storage import Access
from chronos.videos import Details, add_file, get_video

COURSE = Path(__file__).parents[2] / "examples" / "course"


async def add_lesson(app: App, creator: Actor, index: int) -> VideoId:
    """Add one video of the course; return once the running worker has processed it."""
    video = json.loads((COURSE / "course.json").read_text())["videos"][index]
    with tempfile.NamedTemporaryFile("w", suffix=".vtt", encoding="utf-8") as captions:
        captions.write(captions_of(index))
        captions.flush()
        details = Details(title=video["title"], captions=Path(captions.name))
        added = await add_file(Access(app.db, app.objects, creator), COURSE / video["file"], details)
    async with asyncio.timeout(120):
        while True:
            async with app.db.acting_as(creator) as tx:
                found = await get_video(tx, added.video_id)
            if found.status in ("completed", "failed"):
                break
            await asyncio.sleep(0.02)
    assert found.status == "completed", found.error_message
    return added.video_id


def captions_of(index: int) -> str:
    """Return WebVTT of one video: a cue per sentence, each section starting at its known second."""
    video = json.loads((COURSE / "course.json").read_text())["videos"][index]
    starts = [section["start_seconds"] for section in video["sections"]]
    blocks = ["WEBVTT\n"]
    for section, end in zip(video["sections"], [*starts[1:], video["duration_seconds"]], strict=True):
        sentences = [f"{sentence.rstrip('.')}." for sentence in section["text"].split(". ")]
        pace = (end - section["start_seconds"] - 0.5) / sum(map(len, sentences))
        time = section["start_seconds"]
        for sentence in sentences:
            blocks.append(f"{stamp(time)} --> {stamp(time + pace * len(sentence))}\n{sentence}\n")
            time += pace * len(sentence)
    return "\n".join(blocks)


def stamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:06.3f}"
