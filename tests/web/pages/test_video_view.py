"""A video's state in words."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chronos.model import CreatorId, VideoId
from chronos.videos import Video
from chronos.web.pages.video_view import DOWNLOADING, view_video

NOW = datetime.now(UTC)
VIDEO = Video(
    id=VideoId(uuid4()), creator_id=CreatorId(uuid4()), title="A talk", description=None, status="completed",
    progress=1.0, error_message=None, duration_seconds=60.0, file_size_bytes=1, speech_covered=1.0,
    transcript_language="en", languages={"en": 1.0}, is_published=True,
    is_in_library=True, created_at=NOW, updated_at=NOW,
)  # fmt: skip


def test_progress_grows_over_the_steps() -> None:
    steps = ("pending", "uploading", "transcribing", "processing", "embedding")
    percents = [view_video(replace(VIDEO, status=step, progress=done)).percent for step in steps for done in (0, 0.5)]
    assert None not in percents
    assert percents == sorted(percent for percent in percents if percent is not None)


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_settled_video_has_no_progress(status: str) -> None:
    view = view_video(replace(VIDEO, status=status))
    assert (view.percent, view.is_busy) == (None, False)


def test_video_without_a_file_is_downloading() -> None:
    assert view_video(replace(VIDEO, status="uploading", file_size_bytes=None)).state == DOWNLOADING
    assert view_video(replace(VIDEO, status="uploading")).state != DOWNLOADING
