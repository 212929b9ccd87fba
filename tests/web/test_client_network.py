"""Clients are told apart by IPv4 address, or by the network that one customer of IPv6 has."""

import pytest

from chronos.web.client_network import client_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
        ("x" * 5000, "x" * 100),
    ],
)
def test_a_client_is_its_address_or_its_network(address: str, network: str) -> None:
    assert client_network(address) == network
