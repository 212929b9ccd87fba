"""Pages for people."""

from fastapi import APIRouter

from chronos.web.pages import (
    library_show,
    question_ask,
    sign_in,
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
