"""Webhooks of other services."""

from fastapi import APIRouter

from chronos.web.webhooks import receive_whop

router = APIRouter(prefix="/webhooks")
router.include_router(receive_whop.router)

__all__ = ["router"]
