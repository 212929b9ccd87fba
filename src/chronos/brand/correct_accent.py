"""Correct an accent: the colours nearest to it whose text can be read on the grounds of pages, light and dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chronos.brand.colours import contrast, hex_of_oklch, oklch_of_hex

AA = 4.5  # WCAG 2.2, 1.4.3: text of any size

# The grounds of `tokens.css` on which the accent stands as text; a test compares them.
LIGHT_GROUNDS = ("#faf6ef", "#fffdf9", "#f3ece0")
DARK_GROUNDS = ("#15120e", "#1d1914", "#1a1611")
BANDS = ("#1d1914", "#342d25", "#0d0b08", "#2c261f")  # around the player, in both themes
ON_LIGHT, ON_DARK = "#fffaf5", "#211007"  # text on a button of the accent

_STEPS = 100
_DEEPER = 0.09  # of lightness, from the accent to what it becomes under the pointer
_LIGHT_WASH, _DARK_WASH = (0.935, 0.03), (0.285, 0.035)  # lightness and most chroma of a tinted ground


@dataclass(frozen=True, slots=True)
class Roles:
    """What one theme makes of an accent, each #rrggbb. `wash`: a ground with a tint of it; `on_accent`: text on it."""

    accent: str
    deep: str
    on_accent: str
    wash: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The roles of an accent in light and in dark pages, and on the dark band around the player."""

    light: Roles
    dark: Roles
    band: str


@lru_cache(maxsize=512)  # a school has one accent, and opens many pages
def correct_accent(accent: str) -> Theme:
    """Return the colours for `accent` (#rrggbb): each has a contrast of at least 4.5 on every ground where it stands.

    Lightness moves as far as it must (in OKLCH, where equal steps look equal), so that hue and, as far as screens can,
    chroma stay. An accent that can be read as it is stays as it is.
    """
    light_wash, dark_wash = _tint(accent, *_LIGHT_WASH), _tint(accent, *_DARK_WASH)
    light_grounds, dark_grounds = (*LIGHT_GROUNDS, light_wash, ON_LIGHT), (*DARK_GROUNDS, dark_wash, ON_DARK)
    light, dark = _fit(accent, light_grounds, 0.0), _fit(accent, dark_grounds, 1.0)
    return Theme(
        Roles(light, _fit(_move(light, -_DEEPER), light_grounds, 0.0), ON_LIGHT, light_wash),
        Roles(dark, _fit(_move(dark, _DEEPER), dark_grounds, 1.0), ON_DARK, dark_wash),
        _fit(accent, BANDS, 1.0),
    )


def _fit(colour: str, grounds: Sequence[str], end: float) -> str:
    """Return the colour nearest to `colour` that can be read on the grounds, on its way to black (0) or white (1)."""
    lightness, chroma, hue = oklch_of_hex(colour)
    for step in range(_STEPS + 1):
        share = step / _STEPS
        # The chroma fades with the way that is left: black and white have none.
        found = hex_of_oklch(lightness + (end - lightness) * share, chroma * (1 - share), hue) if step else colour
        if all(contrast(found, ground) >= AA for ground in grounds):
            return found
    raise AssertionError("black can be read on light grounds, and white on dark ones")


def _move(colour: str, by: float) -> str:
    lightness, chroma, hue = oklch_of_hex(colour)
    return hex_of_oklch(min(max(lightness + by, 0.0), 1.0), chroma, hue)


def _tint(colour: str, lightness: float, most_chroma: float) -> str:
    _, chroma, hue = oklch_of_hex(colour)
    return hex_of_oklch(lightness, min(chroma, most_chroma), hue)
