"""The style sheet of an accent."""

from chronos.web.brand_view import sheet_address
from tests.web.conftest import Call


async def test_a_sheet_is_kept_under_the_address_of_this_version(browse: Call) -> None:
    address = sheet_address("#1f6f8b")
    assert address is not None
    sheet = await browse(None).get(address)
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in sheet.headers["cache-control"]
    assert "--rust: light-dark(#1f6f8b, " in sheet.text
    assert (await browse(None).get("/brand/1f6f8b.css")).headers["cache-control"] == "no-cache"


async def test_other_names_are_no_colours(browse: Call) -> None:
    for name in ("1f6f8", "1F6F8B", "red", "1f6f8b;", "%7D%7D%7D%7D%7D%7D"):
        assert (await browse(None).get(f"/brand/{name}.css")).status_code == 404
