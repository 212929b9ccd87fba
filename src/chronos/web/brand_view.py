"""The brand of a school as pages show it: its name, the address of its logo, and of a sheet with its colours."""

from dataclasses import dataclass
from urllib.parse import quote

from chronos.brand import correct_accent
from chronos.members import Brand
from chronos.storage import THUMBNAILS
from chronos.web.assets import load_assets

SHEETS = "/brand/"
_PUBLIC = f"/storage/v1/object/public/{THUMBNAILS}/"


@dataclass(frozen=True, slots=True)
class BrandView:
    """`logo` and `sheet`: addresses on this host; None where the school has no logo, or no colour of its own."""

    school: str = ""
    logo: str | None = None
    sheet: str | None = None


NO_BRAND = BrandView()


def view_brand(brand: Brand) -> BrandView:
    """Return what pages show of a school."""
    return BrandView(brand.school, logo_address(brand.logo), sheet_address(brand.accent))


def logo_address(logo: str | None) -> str | None:
    """Return where a logo is served; None without one."""
    return f"{_PUBLIC}{quote(logo)}" if logo is not None else None


def sheet_address(accent: str | None) -> str | None:
    """Return where the sheet of an accent is served; None without one.

    The colour alone decides what the sheet says, so that it names no school. Another version of Chronos may correct it
    otherwise, at another address.
    """
    return f"{SHEETS}{accent.removeprefix('#')}.css?v={load_assets().version}" if accent is not None else None


def write_sheet(accent: str) -> str:
    """Return a sheet that puts the colours of `accent` (#rrggbb) in the place of those of `tokens.css`."""
    theme = correct_accent(accent)
    roles = {
        "rust": (theme.light.accent, theme.dark.accent),
        "rust-deep": (theme.light.deep, theme.dark.deep),
        "on-rust": (theme.light.on_accent, theme.dark.on_accent),
        "wash": (theme.light.wash, theme.dark.wash),
        "band-rust": (theme.band, theme.band),
    }
    return f":root {{ {' '.join(_declare(name, *colours) for name, colours in roles.items())} }}\n"


def _declare(role: str, light: str, dark: str) -> str:
    return f"--{role}: light-dark({light}, {dark});"
