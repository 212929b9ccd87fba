"""Pages for people."""

from fastapi import APIRouter

from chronos.web.pages import (
    appearance_set,
    conversation_ask,
    conversation_change,
    conversation_list,
    conversation_show,
    course_cover,
    course_list,
    course_show,
    library_show,
    question_ask,
    school_switch,
    session_list,
    sign_in,
    sign_in_email,
    sign_in_link,
    sign_in_with,
    unsubscribe,
    video_captions,
    video_media,
    video_pictures,
    video_poster,
    video_remove,
    video_retry,
    video_show,
    video_upload,
    whop_view,
    words_find,
)

router = APIRouter()
for _page in (
    appearance_set,
    unsubscribe,
    sign_in,
    sign_in_email,
    sign_in_with,
    sign_in_link,
    school_switch,
    whop_view,
    session_list,
    library_show,
    course_list,
    course_show,
    course_cover,
    conversation_list,
    conversation_ask,
    conversation_show,
    conversation_change,
    question_ask,
    words_find,
    video_upload,
    video_captions,
    video_media,
    video_pictures,
    video_poster,
    video_retry,
    video_remove,
    video_show,
):
    router.include_router(_page.router)

__all__ = ["router"]
