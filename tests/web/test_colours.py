"""Contrast of every colour role of text on the grounds where it stands (WCAG 2.2, 1.4.3 and 1.4.6), in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "src/chronos/web/static/css/tokens.css").read_text()
ROLES = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS)
} | {name: (colour, colour) for name, colour in re.findall(r"--([\w-]+): (#\w{6});", TOKENS)}  # fmt: skip

AA, AAA, LINES = 4.5, 7.0, 3.0  # text; text of transcripts; borders of fields and marks without words
GROUNDS = ("paper", "sheet", "sunk")
PAIRS = [
    *((text, ground, AA) for text in ("ink-2", "ink-3", "rust", "rust-deep") for ground in GROUNDS),
    *((text, ground, AA) for text in ("good", "warn", "bad") for ground in GROUNDS),
    *(("ink", ground, AAA) for ground in (*GROUNDS, "wash", "mark")),
    *((text, "wash", AA) for text in ("ink-2", "rust", "rust-deep")),
    *((text, f"{text}-wash", AA) for text in ("good", "warn", "bad")),
    *((text, f"{state}-wash", AA) for state in ("good", "warn", "bad") for text in ("ink", "ink-2")),
    *(("on-rust", ground, AA) for ground in ("rust", "rust-deep")),
    *(("paper", ground, AA) for ground in ("ink", "bad")),
    *((text, ground, AA) for text in ("band-ink", "band-3", "band-rust") for ground in ("band", "band-2")),
    *(("on-tone", f"tone-{tone}", AA) for tone in range(1, 7)),
    *(("field", ground, LINES) for ground in GROUNDS),
]  # fmt: skip
UNPAIRED = {"rule", "rule-2", "head"}  # lines that no one needs in order to read


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_its_grounds(theme: int) -> None:
    found = {(text, ground): contrast(ROLES[text][theme], ROLES[ground][theme]) for text, ground, _ in PAIRS}
    low = {pair: round(found[pair], 2) for *pair_, least in PAIRS if found[pair := (pair_[0], pair_[1])] < least}
    assert low == {}


def test_every_role_is_in_a_pair() -> None:
    assert ROLES.keys() == {role for text, ground, _ in PAIRS for role in (text, ground)} | UNPAIRED


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
