"""One's own page."""

from typing import get_args

from chronos.notifications import Channel, Kind, Mode
from chronos.web.pages.own_show import CHANNELS, KINDS, MODES
from tests.web.conftest import Call, People


def test_every_choice_has_words() -> None:
    for words, known in ((KINDS, Kind), (CHANNELS, Channel), (MODES, Mode)):
        assert set(words) == set(get_args(known))


async def test_a_student_sees_own_settings(browse: Call, people: People) -> None:
    page = (await browse(people.student).get("/me")).text
    assert 'value="Sam"' in page
    assert "A lesson opens to you, by e-mail" in page
    assert 'href="/me/export"' in page
    assert 'href="/sessions"' in page
    assert "Saved." not in page
    assert "Saved." in (await browse(people.student).get("/me?saved=true")).text


async def test_staff_have_no_student_to_change(browse: Call, people: People) -> None:
    page = (await browse(people.creator).get("/me")).text
    assert 'id="name"' not in page
    assert "/me/export" not in page
    assert "A video failed, by e-mail" in page
    assert 'action="/appearance"' in page
