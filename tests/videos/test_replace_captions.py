"""Who may replace captions, and when."""

from dataclasses import replace
from pathlib import Path

import pytest

from chronos.app import App
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.storage import Access
from chronos.videos import CaptionFile, replace_captions
from tests.factories import a_creator, a_student, a_video, as_creator, as_student


@pytest.fixture
def captions(tmp_path: Path) -> CaptionFile:
    return a_file(tmp_path, "00:00:01,000 --> 00:00:04,000")


def a_file(folder: Path, times: str) -> CaptionFile:
    path = folder / "captions"
    path.write_text(f"1\n{times}\nHello to all of you.\n")
    return CaptionFile(path)


async def test_only_the_videos_creator(app: App, captions: CaptionFile) -> None:
    async with app.db.as_service("test") as tx:
        ada, eve = await a_creator(tx), await a_creator(tx, name="Eve")
        sam = await a_student(tx, ada)
        video = await a_video(tx, ada)
    with pytest.raises(NotAllowed):
        await replace_captions(Access(app.db, app.objects, as_student(sam)), video, captions)
    with pytest.raises(NotFound):
        await replace_captions(Access(app.db, app.objects, as_creator(eve)), video, captions)


async def test_captions_must_fit_the_video(app: App, captions: CaptionFile, tmp_path: Path) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        video = await a_video(tx, ada)  # 60 seconds
    (tmp_path / "late").mkdir()
    late = a_file(tmp_path / "late", "00:02:01,000 --> 00:02:04,000")
    access = Access(app.db, app.objects, as_creator(ada))
    with pytest.raises(Invalid, match="after the end of the video at 1:00"):
        await replace_captions(access, video, late)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set duration_seconds = null")
    with pytest.raises(Conflict, match="length is not known yet"):
        await replace_captions(access, video, captions)


async def test_warnings_are_those_of_the_new_captions(app: App, tmp_path: Path) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        video = await a_video(tx, ada)
        await tx.execute("update videos set warnings = '{old}'")
    access = Access(app.db, app.objects, as_creator(ada))
    hours = replace(a_file(tmp_path, "01:00:01,000 --> 01:00:04,000"), language="en")
    changed = await replace_captions(access, video, hours)
    assert (len(changed.warnings), changed.has_pending_captions) == (1, True)
    assert "1 hour was taken off" in changed.warnings[0]
    assert changed.transcript_language == "en"
