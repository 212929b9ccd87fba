"""The page after a sign-in is one of ours, whatever a link says."""

from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.web.next_path import next_path

VIDEO = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
HERE = "https://learn.example.com"
PIECES = st.sampled_from(
    [
        "/", "//", "\\", "/\\", "evil.example", "@", ":", "http:", "https:", "javascript:", "%2f", "%2F", "%5c", "%09",
        "%00", "%252f", "\t", "\n", "\r", "\0", " ", "..", ".", "?", "#", "&", ";", "videos", "sign-out", "é", "t=30",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/videos/{VIDEO}?t=30",
        f"/videos/{VIDEO}?t=12.5",
        f"/?cursor={VIDEO}",
        "/sessions",
        "/find?q=f%2F16+%C3%A9",
    ],
)
def test_deep_links_are_kept(address: str) -> None:
    assert next_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None, "", "evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/%2Fevil.example", "/%5Cevil.example",
        "/%09/evil.example", "/..//evil.example", "/videos//evil.example", "https://evil.example/",
        "https:evil.example", "javascript:alert(1)", "/@evil.example", "/videos/x\r\nSet-Cookie: a=b",
        "/videos?next=//evil.example", "/sign-out", "/sign-in/secret", "/é", "/videos#t", "/" * 501,
        "/a" * 251, "/videos/x\n",
    ],
)  # fmt: skip
def test_others_become_the_library(address: str | None) -> None:
    assert next_path(address) == "/"


@given(
    st.one_of(
        st.text(),
        st.lists(PIECES, max_size=12).map("".join),
        st.lists(PIECES, max_size=12).map(lambda p: "/" + "".join(p)),
    )
)
def test_no_address_leads_to_another_site(address: str) -> None:
    page = next_path(address)
    decoded = page
    for _ in range(4):
        for read in (decoded, decoded.replace("\\", "/")):
            split = urlsplit(urljoin(HERE, read.partition("?")[0]))
            assert (split.scheme, split.netloc) == ("https", "learn.example.com")
        decoded = unquote(decoded)
    assert page.startswith("/")
    assert page.isascii()
    assert page.isprintable()
    assert page == "/" or page == address
