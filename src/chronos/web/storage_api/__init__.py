"""The part of Supabase Storage's API that its clients use for our buckets, under /storage/v1."""

from fastapi import APIRouter

router = APIRouter(prefix="/storage/v1", include_in_schema=False)

__all__ = ["router"]
