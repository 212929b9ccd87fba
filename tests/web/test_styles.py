"""Style sheets: logical properties only, so that pages can be written from right to left, and colours by their role."""

import re
from collections.abc import Iterator
from pathlib import Path

SHEETS = Path(__file__).parents[2] / "src/chronos/web/static/css"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|width|height|"
    r"(?:min|max)-(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)
FOUR_SIDES = re.compile(
    r"(?<![\w-])(?:margin|padding|inset|border-width|border-radius):\s*((?:[^\s;()]+(?:\([^)]*\))?\s+){3}[^\s;]+);"
)


def declarations() -> Iterator[tuple[str, str]]:
    """Yield each sheet with its text, without comments and the conditions of media queries."""
    for sheet in sorted(SHEETS.glob("*.css")):
        text = re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", "", sheet.read_text())
        yield sheet.name, re.sub(r"@media[^{]*\{", "{", text)


def test_no_property_names_a_side() -> None:
    assert [(name, found.group()) for name, text in declarations() for found in PHYSICAL.finditer(text)] == []
    assert [(name, found.group()) for name, text in declarations() for found in FOUR_SIDES.finditer(text)] == []


def test_sheets_are_small() -> None:
    assert [sheet.name for sheet in SHEETS.glob("*.css") if len(sheet.read_text().splitlines()) > 200] == []
