"""JSON for programs under /api/v1, with the health endpoints."""

from fastapi import APIRouter

from chronos.web.api import (
    analytics,
    analytics_people,
    audit,
    chat,
    chat_search,
    citations,
    course_modules,
    courses,
    erase_student,
    feedback,
    given_courses,
    health,
    me,
    message_events,
    messages,
    notes,
    notifications,
    own_data,
    playback,
    remove_video,
    saved_answers,
    schools,
    search,
    sessions,
    settings,
    shared_answers,
    staff,
    transcripts,
    usage,
    video_events,
    videos,
    watching,
    webhook_endpoints,
    whop_products,
)
from chronos.web.api.problems import problems

router = APIRouter()
router.include_router(health.router)
_v1 = APIRouter(prefix="/api/v1", responses=problems(401, 403, 422, 429, 500, 502, 503))
for _room in (
    search,
    videos,
    video_events,
    remove_video,
    playback,
    transcripts,
    chat,
    messages,
    message_events,
    chat_search,
    citations,
    feedback,
    saved_answers,
    shared_answers,
    sessions,
    schools,
    courses,
    erase_student,
    course_modules,
    given_courses,
    watching,
    settings,
    analytics,
    analytics_people,
    notes,
    own_data,
    me,
    staff,
    audit,
    usage,
    whop_products,
    notifications,
    webhook_endpoints,
):
    _v1.include_router(_room.router)
router.include_router(_v1)

__all__ = ["router"]
