"""Addresses of other servers, in every form that an operator may write."""

import pytest

from chronos.server_address import SmtpServer, is_safe_address, read_smtp_url, uses_proxy


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example", SmtpServer("mail.example", 465, "implicit")),
        ("smtp://mail.example", SmtpServer("mail.example", 587, "starttls")),
        ("smtp://mail.example?tls=off", SmtpServer("mail.example", 25, "off")),
        ("smtps://a%40b:p%2F%3A@mail.example:99/", SmtpServer("mail.example", 99, "implicit", "a@b", "p/:")),
        ("smtp://[::1]:2525?tls=off", SmtpServer("::1", 2525, "off")),
    ],
)
def test_a_mail_server_is_read(url: str, server: SmtpServer) -> None:
    assert read_smtp_url(url) == server


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(read_smtp_url("smtps://ada:geheim@mail.example"))


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://keys.example.com/a", True),
        ("https://keys.example.com:8443", True),
        ("http://127.0.0.1:9000/keys", True),
        ("http://localhost/keys", True),
        ("http://[::1]:80/keys", True),
        ("http://keys.example.com/a", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1@evil.example", False),
        ("https://user@keys.example.com", False),
        ("https://:443", False),
        ("https://x:port", False),
        ("https://[x", False),
        ("ftp://127.0.0.1", False),
        ("https://a b", False),
        ("", False),
    ],
)
def test_addresses_protect_what_they_carry(url: str, is_safe: bool) -> None:
    assert is_safe_address(url) is is_safe


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("https://api.whop.com/api/v1", True),
        ("http://127.0.0.1:9100/api/v1", False),
        ("http://[::1]:9100", False),
        ("http://localhost:9100", False),
        ("https://10.0.0.5/keys", True),
    ],
)
def test_requests_to_this_machine_use_no_proxy(url: str, through: bool) -> None:
    assert uses_proxy(url) == through
