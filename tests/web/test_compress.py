"""Pages are sent compressed, unless another site chose what they say."""

import gzip

import brotli
import pytest

from chronos.web.compress import FILE_QUALITY, PAGE_QUALITY, choose_coding, choose_page_coding, compress
from tests.web.conftest import Call, People


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("", ""), ("gzip", "gzip"), ("gzip, deflate, br;q=0.9", "br"), ("br;q=0, gzip", "gzip"), ("identity", "")],
)
def test_the_best_coding_that_is_accepted_is_chosen(accepted: str, coding: str) -> None:
    assert choose_coding(accepted) == coding
    assert choose_page_coding({"accept-encoding": accepted}) == coding


@pytest.mark.parametrize("quality", [PAGE_QUALITY, FILE_QUALITY], ids=["page", "file"])
def test_compressed_bytes_are_read_again(quality: dict[str, int]) -> None:
    plain = "Grüße aus der Dunkelkammer. ".encode() * 200
    assert brotli.decompress(compress(plain, "br", quality)) == plain
    assert gzip.decompress(compress(plain, "gzip", quality)) == plain
    assert compress(plain, "", quality) == plain
    assert compress(plain, "gzip", quality) == compress(plain, "gzip", quality)


@pytest.mark.parametrize(
    ("site", "is_compressed"),
    [(None, True), ("none", True), ("same-origin", True), ("same-site", False), ("cross-site", False), ("?", False)],
)
async def test_a_page_that_another_site_asks_for_is_sent_as_it_is(
    browse: Call, people: People, site: str | None, is_compressed: bool
) -> None:
    headers = {"Accept-Encoding": "br, gzip"} | ({"Sec-Fetch-Site": site} if site else {})
    page = await browse(people.creator).get("/videos", headers=headers)
    assert page.headers.get("content-encoding") == ("br" if is_compressed else None)
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(page.headers["vary"].replace(" ", "").split(","))
    assert "<h1" in page.text


async def test_a_client_that_accepts_none_gets_none(browse: Call, people: People) -> None:
    page = await browse(people.creator).get("/videos", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in page.headers
    assert int(page.headers["content-length"]) == len(page.content)
