"""Courses of Whop: listed, imported as videos and courses, and marked as completed there."""

from chronos.whop_courses.complete_lessons import complete_lessons
from chronos.whop_courses.course_tree import ChapterTree, CourseTree, list_trees, why_not
from chronos.whop_courses.import_course import ImportedCourse, company_of, import_course
from chronos.whop_courses.import_lesson import LessonOutcome, Means

__all__ = [
    "ChapterTree",
    "CourseTree",
    "ImportedCourse",
    "LessonOutcome",
    "Means",
    "company_of",
    "complete_lessons",
    "import_course",
    "list_trees",
    "why_not",
]
