"""A provider on this machine."""

from collections.abc import Iterator

import pytest

from tests.openid_provider import OpenIdProvider, openid_provider


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        yield running
