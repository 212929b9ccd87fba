"""The brand as pages show it, and the sheet of its colours."""

import re

from hypothesis import given
from hypothesis import strategies as st

from chronos.members import Brand
from chronos.web.brand_view import BrandView, view_brand, write_sheet
from tests.web.test_colours import ROLES


def test_a_school_without_logo_and_accent_has_the_pages_of_chronos() -> None:
    assert view_brand(Brand("North")) == BrandView("North")


def test_addresses_are_on_this_host() -> None:
    shown = view_brand(Brand("North", "1/brand/a b.webp", "#1f6f8b"))
    assert shown.logo == "/storage/v1/object/public/thumbnails/1/brand/a%20b.webp"
    assert re.fullmatch(r"/brand/1f6f8b\.css\?v=[0-9a-f]{12}", shown.sheet or "")


@given(st.integers(0, 0xFFFFFF))
def test_a_sheet_replaces_roles_of_the_design_by_colours_alone(number: int) -> None:
    sheet = write_sheet(f"#{number:06x}")
    declared = re.findall(r"--([\w-]+): light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);", sheet)
    assert sheet == ":root { " + " ".join(re.findall(r"--.*?;", sheet)) + " }\n"
    assert set(declared) == {"rust", "rust-deep", "on-rust", "wash", "band-rust"}
    assert set(declared) < ROLES.keys()
