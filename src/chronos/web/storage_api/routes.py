"""Every endpoint under /storage/v1 in one router."""

from fastapi import APIRouter

from chronos.web.storage_api import resumable, signed

router = APIRouter(prefix="/storage/v1", include_in_schema=False)
# `signed` before whatever takes any bucket's name: `sign` is none.
router.include_router(signed.router)
router.include_router(resumable.router)

__all__ = ["router"]
