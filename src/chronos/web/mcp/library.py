"""The tools `list_videos` and `list_courses`: what the caller's library has."""

from uuid import UUID

from pydantic import BaseModel, Field

from chronos import courses, videos
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.text import clock
from chronos.videos import moment_url, video_url
from chronos.web.api.shapes import Body
from chronos.web.json_values import WholeNumber
from chronos.web.mcp.tool import Tool, one_line


class VideosRequest(Body):
    """Which videos to list."""

    course_id: UUID | None = Field(default=None, description="List the lessons of this course, in order.")
    cursor: UUID | None = Field(default=None, description="`next_cursor` of the answer before.")
    limit: WholeNumber = Field(default=50, ge=1, le=100, description="Maximum number of videos.")


class ListedVideo(BaseModel):
    """A video; `url` is its page. `module`: its part of the course. `status`: `completed` once it can be searched."""

    id: UUID
    title: str
    module: str | None
    status: str
    duration_seconds: float | None
    url: str


class VideosAnswer(BaseModel):
    """Videos of the library, newest first, or lessons of a course, in order.

    `locked_modules`: titles of the parts of the course that are not open to the caller yet.
    """

    videos: list[ListedVideo]
    locked_modules: list[str]
    next_cursor: UUID | None


class CoursesRequest(Body):
    """Nothing: all courses are listed."""


class ListedCourse(BaseModel):
    """A course. `percent` is how far the caller is; `resume_url` plays the lesson that comes next."""

    id: UUID
    title: str
    description: str | None
    is_published: bool
    modules: int
    lessons: int
    percent: int
    resume_url: str | None


class CoursesAnswer(BaseModel):
    """The courses that the caller may see, in their creator's order."""

    courses: list[ListedCourse]


async def list_videos(body: VideosRequest, app: App, actor: Actor) -> VideosAnswer:
    """Return a page of the library or of a course. Raises NotFound for a course or cursor that is gone."""
    url = app.settings.public_url
    cursor = VideoId(body.cursor) if body.cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        if body.course_id is None:
            page = await videos.list_videos(tx, cursor=cursor, limit=body.limit)
            listed = [_video(video, None, url) for video in page.videos]
            return VideosAnswer(videos=listed, locked_modules=[], next_cursor=page.next_cursor)
        course = await courses.get_course(tx, body.course_id)
        lessons = [_video(lesson, module.title, url) for module in course.modules for lesson in module.lessons]
        if cursor is not None:
            await videos.get_video(tx, cursor)
    first = next((place for place, lesson in enumerate(lessons, 1) if lesson.id == cursor), 0)
    shown = lessons[first : first + body.limit]
    return VideosAnswer(
        videos=shown,
        locked_modules=[module.title for module in course.modules if not module.is_open],
        next_cursor=shown[-1].id if len(lessons) > first + body.limit else None,
    )


async def list_courses(body: CoursesRequest, app: App, actor: Actor) -> CoursesAnswer:
    """Return the courses, each with where the calling student resumes."""
    async with app.db.acting_as(actor) as tx:
        home = await courses.get_home(tx, actor)
    resume = {
        lesson.course_id: moment_url(app.settings.public_url, lesson.id, lesson.resume_seconds)
        for lesson in home.next_lessons
    }
    return CoursesAnswer(
        courses=[
            ListedCourse(
                id=course.id,
                title=course.title,
                description=course.description,
                is_published=course.is_published,
                modules=course.modules,
                lessons=course.progress.lessons,
                percent=course.progress.percent,
                resume_url=resume.get(course.id),
            )
            for course in home.courses
        ]
    )


def word_videos(answer: VideosAnswer) -> str:
    """Return a line for each video, and its address below it."""
    lines = [] if answer.videos else ["There are no videos here."]
    for video in answer.videos:
        told = [one_line(video.title)]
        told += [clock(video.duration_seconds)] if video.duration_seconds is not None else []
        told += [one_line(video.module)] if video.module is not None else []
        told += [] if video.status == "completed" else [video.status]
        lines += [f"- {', '.join(told)} (id {video.id})", f"  {video.url}"]
    lines += [f"Not open yet: {one_line(title)}" for title in answer.locked_modules]
    if answer.next_cursor is not None:
        lines.append(f"There are more: call again with cursor {answer.next_cursor}.")
    return "\n".join(lines)


def word_courses(answer: CoursesAnswer) -> str:
    """Return a line for each course, and where it resumes below it."""
    lines = [] if answer.courses else ["There are no courses here."]
    for course in answer.courses:
        lines.append(f"- {one_line(course.title)}: {course.lessons} lessons, {course.percent}% done (id {course.id})")
        lines += [f"  Resume: {course.resume_url}"] if course.resume_url is not None else []
    return "\n".join(lines)


def _video(video: videos.Video | courses.Lesson, module: str | None, public_url: str) -> ListedVideo:
    return ListedVideo(
        id=video.id,
        title=video.title,
        module=module,
        status=video.status,
        duration_seconds=video.duration_seconds,
        url=video_url(public_url, video.id),
    )


LIST_VIDEOS = Tool(
    "list_videos",
    "List the videos",
    "List the videos of the library, newest first, or with `course_id` the lessons of a course in order, each with the "
    "address of its page.",
    VideosRequest,
    VideosAnswer,
    list_videos,
    word_videos,
)
LIST_COURSES = Tool(
    "list_courses",
    "List the courses",
    "List the courses, with how far the caller is and an address that plays the next lesson. `list_videos` lists the "
    "lessons of one.",
    CoursesRequest,
    CoursesAnswer,
    list_courses,
    word_courses,
)
