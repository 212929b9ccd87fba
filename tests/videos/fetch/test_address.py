"""Addresses to fetch from: public ones on the web, and no other in any notation."""

import pytest

from chronos.errors import Invalid
from chronos.videos.fetch.address import check_redirect, check_url, is_public, status_in_words
from tests.videos.fetch.addresses import INSIDE, PUBLIC


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_accepted(address: str) -> None:
    assert is_public(address)
    host = f"[{address}]" if ":" in address else address
    assert check_url(f"http://{host}/talk.mp4").host == address


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://example.com/talks/My%20talk.mp4?token=1#t=5", "My talk.mp4"),
        ("HTTPS://EXAMPLE.com:8443/", "example.com"),
        ("http://münchen.example/a_b.mp4", "a_b.mp4"),
        ("http://example.com./x.webm", "x.webm"),
    ],
)
def test_file_name_comes_from_the_path(url: str, name: str) -> None:
    address = check_url(url)
    assert address.file_name == name
    assert "token" not in address.shown


def test_redirects_are_checked_like_addresses() -> None:
    first = check_url("https://example.com/a/talk")
    assert str(check_redirect(first, "../b.mp4").url) == "https://example.com/b.mp4"
    assert check_redirect(first, "//media.example.org/b.mp4").host == "media.example.org"
    assert check_redirect(check_url("http://example.com/"), "https://example.com/").port == 443
    for location in ("http://example.com/a", "https://user@example.com/", "https://127.0.0.1/", "https://example.com:22/",
                     "file:///etc/passwd", "https://[::1", "https://2130706433/"):  # fmt: skip
        with pytest.raises(Invalid):
            check_redirect(first, location)


def test_length_is_limited_before_and_after_encoding() -> None:
    start = "https://example.com/"
    assert check_url(start + "a" * (2048 - len(start))).host == "example.com"
    for path in ("a" * (2049 - len(start)), "\u00e9" * 400):  # each of these takes six characters in a request
        with pytest.raises(Invalid, match="longer than 2048 characters"):
            check_url(start + path)


def test_allowed_endpoint_may_be_inside_on_its_port_only() -> None:
    allowed = frozenset({("127.0.0.1", 22)})
    assert check_url("http://127.0.0.1:22/talk.mp4", allowed).port == 22
    with pytest.raises(Invalid):
        check_url("http://127.0.0.1:23/talk.mp4", allowed)


def test_status_uses_standard_words() -> None:
    assert status_in_words(404) == "404 (Not Found)"
    assert status_in_words(599) == "599"
