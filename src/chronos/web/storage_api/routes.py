"""Every endpoint under /storage/v1 in one router."""

from fastapi import APIRouter

router = APIRouter(prefix="/storage/v1", include_in_schema=False)

__all__ = ["router"]
