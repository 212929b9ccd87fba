"""Analytics: days counted from what students did, and what a creator asks about them."""

from chronos.analytics.cohorts import Cohort, Cohorts, Week, get_cohorts
from chronos.analytics.count_courses import count_all_courses, count_changed_courses
from chronos.analytics.course_funnel import CourseFunnel, Lesson, get_course_funnel
from chronos.analytics.courses import CourseRow, CourseRows, list_course_rows
from chronos.analytics.faq import Faq, FaqEntry, get_faq
from chronos.analytics.group_questions import Asked, Group, group_questions
from chronos.analytics.lately import Event, list_events
from chronos.analytics.overview import Day, Overview, Totals, get_overview
from chronos.analytics.period import MAX_DAYS, Days, Period, read_period, require_creator
from chronos.analytics.questions import ClosestMoment, QuestionGroup, Questions, ToldQuestion, get_questions
from chronos.analytics.recompute import Recomputed, recompute
from chronos.analytics.remove_old_facts import remove_old_facts
from chronos.analytics.roll_up import roll_up_days
from chronos.analytics.students import StudentPage, StudentRow, list_student_rows
from chronos.analytics.table import Table, small_text, to_csv
from chronos.analytics.usage_by_day import UsageByDay, get_usage_by_day
from chronos.analytics.video_curve import Confused, DropOff, VideoCurve, get_video_curve
from chronos.analytics.videos import VideoList, VideoRow, list_watched_videos

__all__ = [
    "MAX_DAYS",
    "Asked",
    "ClosestMoment",
    "Cohort",
    "Cohorts",
    "Confused",
    "CourseFunnel",
    "CourseRow",
    "CourseRows",
    "Day",
    "Days",
    "DropOff",
    "Event",
    "Faq",
    "FaqEntry",
    "Group",
    "Lesson",
    "Overview",
    "Period",
    "QuestionGroup",
    "Questions",
    "Recomputed",
    "StudentPage",
    "StudentRow",
    "Table",
    "ToldQuestion",
    "Totals",
    "UsageByDay",
    "VideoCurve",
    "VideoList",
    "VideoRow",
    "Week",
    "count_all_courses",
    "count_changed_courses",
    "get_cohorts",
    "get_course_funnel",
    "get_faq",
    "get_overview",
    "get_questions",
    "get_usage_by_day",
    "get_video_curve",
    "group_questions",
    "list_course_rows",
    "list_events",
    "list_student_rows",
    "list_watched_videos",
    "read_period",
    "recompute",
    "remove_old_facts",
    "require_creator",
    "roll_up_days",
    "small_text",
    "to_csv",
]
