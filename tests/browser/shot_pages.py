"""The pages and states of which pictures are taken, of a living demo school."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who opens which path, and does what there. `mock`: the drawn screen that it stands beside."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None
    mock: str = ""


def tab(name: str) -> Callable[[Page], None]:
    """Return what opens a tab beside the player."""
    return lambda page: page.locator(f"#to-{name}[role=tab]").click()


def menu(page: Page) -> None:
    """Open the menu of the person."""
    page.locator("#menu summary, .menu summary").first.click()


def palette(page: Page) -> None:
    """Open the command palette, with a word in it."""
    page.locator("[data-palette]:not([hidden])").first.wait_for(state="attached")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("light")
    page.locator("[data-ask]").wait_for()


STUDENT = (
    Shot("home", "student", "/", mock="home"),
    Shot("menu", "student", "/", menu),
    Shot("palette", "student", "/courses", palette),
    Shot("courses", "student", "/courses"),
    Shot("course", "student", "/courses/{course}", mock="course"),
    Shot("watch", "student", "/videos/{shutter}?course={course}&t=54", mock="watch"),
    Shot(
        "watch-transcript",
        "student",
        "/videos/{shutter}?course={course}&t=54",
        tab("transcript"),
        mock="watch-transcript",
    ),
    Shot("watch-notes", "student", "/videos/{aperture}?course={course}", tab("notes")),
    Shot("watch-ask", "student", "/videos/{shutter}?course={course}", tab("ask")),
    Shot("chat", "student", "/chat/{talk}", mock="chat"),
    Shot("chat-not-covered", "student", "/chat/{gap}"),
    Shot("chats", "student", "/chat"),
    Shot("saved", "student", "/saved"),
    Shot("search", "student", "/search?q=light"),
    Shot("search-none", "student", "/search?q=zebra"),
    Shot("videos", "student", "/videos"),
    Shot("me", "student", "/me"),
    Shot("sessions", "student", "/sessions"),
    Shot("erase", "student", "/me/erase"),
    Shot("not-found", "student", "/videos/nothing"),
    Shot("no-studio", "student", "/studio"),
)
STUDIO = (
    Shot("studio", "creator", "/studio", mock="studio"),
    Shot("studio-videos", "creator", "/studio/videos", mock="studio-videos"),
    Shot("studio-bin", "creator", "/studio/videos/bin"),
    Shot("studio-video", "creator", "/studio/videos/{shutter}", mock="studio-video"),
    Shot("studio-courses", "creator", "/studio/courses"),
    Shot("studio-course", "creator", "/studio/courses/{course}", mock="studio-course"),
    Shot("studio-people", "creator", "/studio/people"),
    Shot("studio-student", "creator", "/studio/people/{noor}"),
    Shot("studio-invite", "creator", "/studio/people/invite"),
    Shot("studio-import", "creator", "/studio/people/import"),
    Shot("studio-questions", "creator", "/studio/questions", mock="studio-questions"),
    Shot("studio-answers", "creator", "/studio/questions/answers"),
    Shot("studio-conversations", "creator", "/studio/questions/conversations"),
    Shot("studio-conversation", "creator", "/studio/questions/conversations/{talk}"),
    Shot("studio-analytics", "creator", "/studio/analytics"),
    Shot("studio-course-numbers", "creator", "/studio/analytics/courses/{course}"),
    Shot("studio-usage", "creator", "/studio/usage"),
    Shot("studio-settings", "creator", "/studio/settings"),
    Shot("studio-brand", "creator", "/studio/settings/brand?accent=%23ffcc00"),
    Shot("studio-whop", "creator", "/studio/settings/whop"),
    Shot("studio-webhooks", "creator", "/studio/settings/webhooks"),
    Shot("studio-embedding", "creator", "/studio/settings/embedding"),
    Shot("studio-records", "creator", "/studio/settings/records"),
    Shot("home-of-creator", "creator", "/"),
    Shot("watch-of-creator", "creator", "/videos/{aperture}"),
)
EMPTY = (
    Shot("empty-home", "newcomer", "/"),
    Shot("empty-courses", "newcomer", "/courses"),
    Shot("empty-chats", "newcomer", "/chat"),
    Shot("empty-videos", "newcomer", "/videos"),
    Shot("empty-studio", "beginner", "/studio"),
    Shot("empty-studio-videos", "beginner", "/studio/videos"),
    Shot("empty-studio-courses", "beginner", "/studio/courses"),
    Shot("empty-studio-people", "beginner", "/studio/people"),
    Shot("empty-studio-questions", "beginner", "/studio/questions"),
    Shot("empty-studio-analytics", "beginner", "/studio/analytics"),
)
DOORS = (
    Shot("sign-in", "", "/sign-in"),
    Shot("sign-in-link", "", "{link}"),
    Shot("join", "", "{invitation}"),
    Shot("link-used", "", "/sign-in/used"),
    Shot("discover", "", "/discover"),
    Shot("doctor", "", "/doctor"),
    Shot("offline", "", "/offline"),
)


def answered(page: Page) -> None:
    """Ask in the box of an embed."""
    page.locator("#question").fill("What does a fast shutter speed do?")
    page.get_by_role("button", name="Ask").click()
    page.locator("#answer .cite").first.wait_for()


EMBEDS = (
    Shot("embed", "", "/embed/course/{course}?theme={theme}"),
    Shot("embed-player", "", "/embed/course/{course}?show=player&theme={theme}"),
    Shot("embed-answer", "", "/embed/course/{course}?show=ask&theme={theme}", answered),
    Shot("embed-refused", "", "/embed/{shutter}?theme={theme}"),
)
# Pages of Whop, with ours in a frame.
FRAMED = (
    Shot("whop-experience", "", "{whop}/joined/{experience}/?as={sam}"),
    Shot("whop-dashboard", "", "{whop}/dashboard/{company}/?as={ada}"),
    Shot("whop-discover", "", "{whop}/discover/?as={kim}"),
    Shot("whop-no-access", "", "{whop}/joined/{experience}/?as={kim}"),
)
# Its course is changed for it: the last.
LOCKED = (Shot("course-locked", "late", "/courses/{course}"),)
ALL = (*STUDENT, *STUDIO, *EMPTY, *DOORS, *EMBEDS, *FRAMED, *LOCKED)
