"""Records are read from answers as whop-sdk 2.6.0 describes them."""

from typing import Any

import pytest

from chronos.whop.records import LessonMedia, TeamMember, WhopCourse, WhopLesson

LESSON = {"id": "lesn_1", "title": "Aperture", "order": 0, "lesson_type": "video", "visibility": "visible"}
ASSET = {"id": "mux_1", "playback_id": "open", "status": "ready", "duration_seconds": 61, "audio_only": False}


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        (None, None),
        (ASSET | {"playback_id": None}, None),
        (ASSET, ("open", None, True)),
        (ASSET | {"signed_playback_id": "shut", "signed_video_playback_token": "t"}, ("shut", "t", True)),
        (ASSET | {"status": "created"}, ("open", None, False)),
    ],
)
def test_video_of_a_lesson(asset: dict[str, Any] | None, expected: tuple[str, str | None, bool] | None) -> None:
    video = LessonMedia.read(LESSON | {"video_asset": asset, "attachments": []}).video
    assert (video and (video.playback_id, video.token, video.is_ready)) == expected


def test_lessons_and_courses_say_what_students_see() -> None:
    assert WhopLesson.read(LESSON).is_visible
    assert not WhopLesson.read(LESSON | {"visibility": "hidden"}).is_visible
    assert WhopLesson.read(LESSON | {"embed_type": "loom", "embed_id": "x"}).embed == "loom"
    assert WhopCourse.read({"id": "cors_1", "title": None, "order": "1.5"}) == WhopCourse(
        "cors_1", "Untitled course", None, True, 1.5
    )


def test_invitation_without_an_account_has_an_address_alone() -> None:
    json = {"id": "ausri_1", "account_id": "biz_1", "role": "moderator", "status": "pending", "email": "a@example.com"}
    assert TeamMember.read(json | {"user": None}) == TeamMember(
        "ausri_1", "biz_1", None, "a@example.com", None, "moderator", False
    )
