"""Every accent can be read where pages show it, in both themes, and one that can be read already is not touched."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chronos.brand import Roles, correct_accent
from chronos.brand.colours import oklch_of_hex
from chronos.brand.correct_accent import BANDS, DARK_GROUNDS, LIGHT_GROUNDS, ON_DARK, ON_LIGHT
from tests.web.test_colours import AA, AAA, GROUNDS, PAIRS, ROLES, contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#0000ff")
@example("#808080")
def test_every_accent_can_be_read_where_it_stands(accent: str) -> None:
    theme = correct_accent(accent)
    for place, roles in enumerate((theme.light, theme.dark)):
        grounds = [*(ROLES[name][place] for name in GROUNDS), roles.wash]
        for text in (roles.accent, roles.deep):
            assert min(contrast(text, ground) for ground in grounds) >= AA
            assert contrast(roles.on_accent, text) >= AA
        assert contrast(ROLES["ink"][place], roles.wash) >= AAA
        assert contrast(ROLES["ink-2"][place], roles.wash) >= AA
        assert min(contrast(theme.band, ROLES[band][place]) for band in ("band", "band-2")) >= AA


def test_these_are_all_the_pairs_of_the_accent() -> None:
    """A new pair of `rust` or `wash` in the design needs a line above."""
    own = {"rust", "rust-deep", "on-rust", "wash", "band-rust"}
    found = {(text, ground) for text, ground, _ in PAIRS if {text, ground} & own}
    assert found == {
        *((text, ground) for text in ("rust", "rust-deep") for ground in (*GROUNDS, "wash")),
        *(("on-rust", ground) for ground in ("rust", "rust-deep")),
        *((text, "wash") for text in ("ink", "ink-2")),
        *(("band-rust", ground) for ground in ("band", "band-2")),
    }


def test_grounds_are_those_of_the_design() -> None:
    assert [tuple(ROLES[name][place] for name in GROUNDS) for place in (0, 1)] == [LIGHT_GROUNDS, DARK_GROUNDS]
    assert set(BANDS) == {*ROLES["band"], *ROLES["band-2"]}
    assert ROLES["on-rust"] == (ON_LIGHT, ON_DARK)


@pytest.mark.parametrize(("accent", "theme"), [("#a2390f", "light"), ("#1f6f8b", "light"), ("#ffcc00", "dark")])
def test_an_accent_that_can_be_read_stays(accent: str, theme: str) -> None:
    roles: Roles = getattr(correct_accent(accent), theme)
    assert roles.accent == accent


@given(colours)
def test_correcting_keeps_the_hue(accent: str) -> None:
    _, chroma, hue = oklch_of_hex(accent)
    for roles in (correct_accent(accent).light, correct_accent(accent).dark):
        _, left, found = oklch_of_hex(roles.accent)
        if chroma > 0.05 and left > 0.05:  # a grey has no hue
            turned = abs((found - hue + 3.14159) % 6.28318 - 3.14159)
            assert turned < 0.5  # radians: a screen cannot show every hue at every lightness
