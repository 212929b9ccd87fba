"""Pages for people."""

from fastapi import APIRouter

from chronos.web.pages import ask, find, library_show, sign_in, video, video_media, video_upload

router = APIRouter()
for _page in (sign_in, library_show, video_upload, ask, find, video_media, video):
    router.include_router(_page.router)

__all__ = ["router"]
