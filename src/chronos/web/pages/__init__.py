"""Pages for people."""

from fastapi import APIRouter

from chronos.web.pages import (
    library_show,
    question_ask,
    session_list,
    sign_in,
    sign_in_link,
    video_captions,
    video_media,
    video_remove,
    video_retry,
    video_show,
    video_upload,
    words_find,
)

router = APIRouter()
for _page in (
    sign_in,
    sign_in_link,
    session_list,
    library_show,
    question_ask,
    words_find,
    video_upload,
    video_captions,
    video_media,
    video_retry,
    video_remove,
    video_show,
):
    router.include_router(_page.router)

__all__ = ["router"]
