"""A creator makes an invitation in the studio; a student opens it on a phone and is a member."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import look_at


def test_a_student_joins_on_a_phone_by_the_link_of_the_studio(browser: Browser, site: Site) -> None:
    desk = browser.new_context(base_url=site.url)
    ada = desk.new_page()
    ada.set_default_timeout(PATIENCE_MS)
    ada.goto(site.link("creator"))
    ada.get_by_role("button", name="Continue").click()
    ada.wait_for_url("**/")
    ada.goto("/studio/people")
    ada.get_by_role("link", name="Invite students").click()
    ada.get_by_label("Students at most").fill("2")
    ada.get_by_role("button", name="Make the link").click()
    link = ada.get_by_role("textbox", name="Your link").input_value()
    path = f"/join/{link.rpartition('/join/')[2]}"

    fresh = browser.new_context(base_url=site.url)
    look_at(fresh, site.url, "join", path)
    fresh.close()

    phone = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 844}, has_touch=True)
    kim = phone.new_page()
    kim.set_default_timeout(PATIENCE_MS)
    kim.goto(path)
    kim.get_by_label("Your name").fill("Kim Lee")
    kim.get_by_role("button", name="Join", exact=True).tap()
    kim.wait_for_url("**/")
    kim.goto("/videos")
    expect(kim.get_by_role("link", name="Aperture").first).to_be_visible()

    ada.goto("/studio/people/invite")
    expect(ada.get_by_role("cell", name="1 of 2")).to_be_visible()
    ada.goto("/studio/people")
    expect(ada.get_by_role("link", name="Kim Lee")).to_be_visible()
    for context in (desk, phone):
        context.close()
