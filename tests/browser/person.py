"""People at windows of a real browser, with a mouse or with the keyboard alone, and the links that sign them in."""

import re

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from chronos.members import Person as Member
from chronos.members import make_sign_in_link
from tests.browser.conftest import PATIENCE_MS
from tests.web.served import Served

MOST_STOPS = 300  # of the Tab key until a control is reached
_IS_REACHED = "(e) => (e.control ?? e) === document.activeElement"
_IS_IN_ITS_GROUP = """(e) => {
  const wanted = e.control ?? e, now = document.activeElement;
  if (wanted.type === "radio") return now.type === "radio" && now.name === wanted.name && now.form === wanted.form;
  return wanted.getAttribute("role") === "tab" && now.closest("[role=tablist]") === wanted.closest("[role=tablist]");
}"""
_KEY = """(e) => {
  const wanted = e.control ?? e;
  return wanted.type === "checkbox" || (wanted.type === "radio" && !wanted.checked) ? "Space"
    : wanted.type === "radio" ? "" : "Enter";
}"""


class Person:
    """Someone at a window, whose clicks and key presses on controls are counted."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.add_init_script("addEventListener('playing', (e) => { window.began = e.target.currentTime }, true)")
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """Use a control."""
        what.click()
        self.clicks += 1

    def fill(self, what: Locator, text: str) -> None:
        """Write into a field."""
        what.fill(text)

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        """Use the first control of this role and name."""
        self.click(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]


class KeyboardPerson(Person):
    """Someone who has no mouse: goes from control to control with Tab and arrows, and sees where the focus is."""

    def click(self, what: Locator) -> None:
        """Go to a control and press it."""
        self._reach(what)
        if key := what.evaluate(_KEY):
            what.press(key)  # it has the focus; unlike `keyboard.press` this waits for a page that begins to load
        self.clicks += 1

    def fill(self, what: Locator, text: str) -> None:
        """Go to a field and type."""
        self._reach(what)
        self.page.keyboard.type(text)

    def _reach(self, what: Locator) -> None:
        expect(what).to_be_visible()
        for _ in range(MOST_STOPS):
            try:
                if what.evaluate(_IS_REACHED):
                    break
                self.page.keyboard.press("ArrowRight" if what.evaluate(_IS_IN_ITS_GROUP) else "Tab")
            except Error as error:  # a key leaves the page a moment after it was pressed
                if "navigation" not in str(error):
                    raise
                self.page.wait_for_load_state()
        else:
            raise AssertionError(f"The keyboard does not reach {what}.")
        assert self.page.evaluate("document.activeElement.matches(':focus-visible')"), f"No focus is seen on {what}."


async def link_of(site: Served, name: str) -> str:
    """Return a link that signs a student in, as the school would send it."""
    async with site.app.db.as_service("test") as tx:
        row = await tx.fetch_one("select id from public.students where name = %(name)s", {"name": name})
    assert row is not None
    return f"{site.url}/sign-in/{await make_sign_in_link(site.app.db, Member('student', row['id'], name))}"
