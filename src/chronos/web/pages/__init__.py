"""Pages for people."""

from fastapi import APIRouter

from chronos.web.pages import ask, find, library, media, sign_in, video

router = APIRouter()
for _page in (sign_in, library, ask, find, media, video):
    router.include_router(_page.router)

__all__ = ["router"]
