"""The places that the frame of every page leads to. A new page adds one line here, once it exists."""

from dataclasses import dataclass

from chronos.web.words import translatable


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation. Templates of its section say `{% set section = "…" %}`; `icon` is in the sprite."""

    section: str
    path: str
    label: str
    icon: str
    students_only: bool = False


# Students' top bar and, on phones, the bar at the bottom: Home, Courses, Ask.
STUDENT_PLACES: tuple[Place, ...] = (
    Place("home", "/", translatable("Home"), "home"),
    Place("courses", "/courses", translatable("Courses"), "book"),
    Place("chat", "/chat", translatable("Ask"), "ask", students_only=True),
)

# A person's own page, which phones and the command palette lead to.
YOU = Place("you", "/me", translatable("Your settings"), "people")

# What the command palette offers to staff beside the sidebar.
STAFF_SHORTCUTS: tuple[Place, ...] = (
    Place("bin", "/studio/videos/bin", translatable("Bin"), "bin"),
    Place("conversations", "/studio/questions/conversations", translatable("Conversations"), "ask"),
    Place("site", "/", translatable("See it as a student"), "eye"),
)

# The studio's sidebar: Overview, Videos, Courses, People, Questions, Analytics, Usage, Settings.
STUDIO_PLACES: tuple[Place, ...] = (
    Place("overview", "/studio", translatable("Overview"), "home"),
    Place("videos", "/studio/videos", translatable("Videos"), "film"),
    Place("courses", "/studio/courses", translatable("Courses"), "book"),
    Place("people", "/studio/people", translatable("People"), "people"),
    Place("questions", "/studio/questions", translatable("Questions"), "ask"),
    Place("analytics", "/studio/analytics", translatable("Analytics"), "chart"),
    Place("usage", "/studio/usage", translatable("Usage"), "list"),
    Place("settings", "/studio/settings", translatable("Settings"), "gear"),
)
