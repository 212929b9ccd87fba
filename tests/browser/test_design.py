"""The design sheet: every component in its states, light and dark, on three widths, and both frames."""

from pathlib import Path

import jinja2
import pytest
from playwright.sync_api import Browser

from chronos.web.pages.person_view import PersonView
from chronos.web.render_template import frame_values, make_environment
from chronos.web.words import load_words
from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import THEMES, check
from tests.web.a_request import a_request

STUDIO = """{% extends "studio.html" %}{% set section = "home" %}{% block heading %}Videos{% endblock %}
{% block actions %}<a class="btn" href="/">{{ icon("upload", "s") }}Add videos</a>{% endblock %}
{% block main %}<p class="prose">The sidebar is a drawer on narrow screens.</p>{% endblock %}"""
SHEETS = {"design": (Path(__file__).parent / "design.html").read_text(), "studio": STUDIO}
WIDTHS = {"desktop": 1280, "tablet": 800, "phone": 390}


def draw(name: str, theme: str) -> str:
    """Return the sheet, as a member of the staff sees it."""
    environment = make_environment(load_words("en"))
    assert environment.loader is not None
    environment.loader = jinja2.ChoiceLoader([jinja2.DictLoader({f"{name}.sheet": SHEETS[name]}), environment.loader])
    values = frame_values(a_request(cookies=f"theme={theme}"), "en")
    person = PersonView("Mara Lind", "North Light", True, True, None)
    return environment.get_template(f"{name}.sheet").render(
        {**values, "person": person, "studio_places": values["places"]}
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", SHEETS)
def test_components_are_accessible_and_fit(browser: Browser, site: Site, name: str, theme: str) -> None:
    for device, width in WIDTHS.items():
        context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 900})
        context.route("**/design", lambda route: route.fulfill(body=draw(name, theme), content_type="text/html"))
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto("/design")
        page.evaluate("document.fonts.ready")
        check(page, f"{name}-{device}-{theme}")
        drawer = page.get_by_role("button", name="Menu")
        if name == "studio" and drawer.is_visible():
            drawer.click()
            page.get_by_role("link", name="Home").wait_for()
            check(page, f"{name}-drawer-{device}-{theme}")
        context.close()
