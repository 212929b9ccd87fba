"""Brand: the name, logo and accent of a school, and the colours that pages make of the accent."""

from chronos.brand.change_brand import BrandChange, change_brand, read_accent
from chronos.brand.change_logo import MAX_LOGO_BYTES, change_logo
from chronos.brand.correct_accent import Roles, Theme, correct_accent

__all__ = [
    "MAX_LOGO_BYTES",
    "BrandChange",
    "Roles",
    "Theme",
    "change_brand",
    "change_logo",
    "correct_accent",
    "read_accent",
]
