"""Icons, initials and tones."""

import re

import pytest

from chronos.web.assets import load_assets
from chronos.web.icons import SPRITE, TONES, icon, initials, tone


def test_an_icon_is_a_shape_of_the_sprite_that_screen_readers_skip() -> None:
    shape = f'<use href="{load_assets().path(SPRITE)}#play"/>'
    assert icon("play", "s") == f'<svg class="ic s" aria-hidden="true">{shape}</svg>'
    with pytest.raises(KeyError):
        icon("no-such-icon")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Lovelace", "AL"), ("Ada", "A"), ("ada von lovelace", "AL"), ("Jean-Luc", "JL"), ("", ""), ("李 明", "李明")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_title_always_has_the_same_tone() -> None:
    tones = [tone(f"Lesson {number}") for number in range(60)]
    assert tones == [tone(f"Lesson {number}") for number in range(60)]
    assert set(tones) == set(range(1, TONES + 1))
    assert re.fullmatch(r"[1-6]", str(tone("")))
