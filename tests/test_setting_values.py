"""Values of settings that say where something is. What is refused stands in test_config."""

import pytest

from chronos.setting_values import is_local_database, is_loopback, parse_places


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://localhost:8000/x", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:80/", True),
        ("https://127.0.0.1", False),  # nobody has a certificate for it
        ("http://127.0.0.1.example.com", False),
        ("http://localhost@example.com", False),
        ("http://localhost?x", False),
    ],
)
def test_loopback_is_this_machine_alone(url: str, is_here: bool) -> None:
    assert is_loopback(url) is is_here


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("postgresql:///chronos", True),
        ("postgresql://a:b@localhost/c", True),
        ("postgresql:///c?host=/run/postgresql", True),
        ("postgresql://a:b@localhost,db.example.com/c", False),
        ("postgresql://a:b@db.example.com/c", False),
    ],
)
def test_a_database_is_local_if_all_its_hosts_are(url: str, is_here: bool) -> None:
    assert is_local_database(url) is is_here


def test_places_are_hosts_with_ports() -> None:
    assert parse_places(" Media.internal:8080 ,[::1]:80,, ") == {("media.internal", 8080), ("::1", 80)}
    with pytest.raises(ValueError, match="host:port"):
        parse_places("media.internal")
