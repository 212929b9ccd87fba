"""The studio: pages for the staff of a school, each of which works without JavaScript."""

from fastapi import APIRouter

from chronos.web.pages.studio import (
    analytics_save,
    analytics_show,
    answer_teach,
    brand_show,
    conversation_show,
    course_change,
    course_cover,
    course_list,
    course_show,
    embedding_show,
    lesson_change,
    lesson_choose,
    module_change,
    overview_show,
    people_list,
    question_list,
    record_list,
    settings_show,
    staff_change,
    student_change,
    student_import,
    student_invite,
    usage_show,
    video_bin,
    video_change,
    video_list,
    video_show,
    webhook_list,
    whop_show,
)

router = APIRouter()
router.include_router(overview_show.router)
for _page in (
    course_list,
    course_show,
    course_change,
    course_cover,
    module_change,
    lesson_change,
    lesson_choose,
    video_list,
    video_bin,  # before the page of a video: `bin` is no id
    video_show,
    video_change,
    people_list,
    student_invite,
    student_import,
    student_change,
    staff_change,
    question_list,
    answer_teach,
    brand_show,
    conversation_show,
    analytics_save,
    analytics_show,
    usage_show,
    settings_show,
    brand_show,
    record_list,
    whop_show,
    embedding_show,
    webhook_list,
):
    router.include_router(_page.router, prefix="/studio")

__all__ = ["router"]
