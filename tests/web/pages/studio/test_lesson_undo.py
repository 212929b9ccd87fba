"""What the address of the builder says of a lesson that was taken out."""

from uuid import UUID

import pytest

from chronos.model import VideoId
from chronos.web.pages.studio.lesson_undo import read_undo, write_undo
from chronos.web.pages.studio.studio_page import Undo

COURSE, MODULE, VIDEO = UUID(int=1), UUID(int=2), VideoId(UUID(int=3))


def test_written_text_is_read() -> None:
    action = f"/studio/courses/{COURSE}/modules/{MODULE}/lessons/{VIDEO}/return"
    assert read_undo(COURSE, write_undo(MODULE, VIDEO, 4)) == Undo(action, {"place": 4})


@pytest.mark.parametrize(
    "text", ["x", f"{MODULE}.{VIDEO}", f"{MODULE}.{VIDEO}.-1", f"{MODULE}.{VIDEO}.1.2", f"{MODULE}.//x.1"]
)
def test_another_text_is_none(text: str) -> None:
    assert read_undo(COURSE, text) is None
