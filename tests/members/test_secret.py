"""Secrets: short, of 256 random bits, and stored as a hash."""

import hashlib

from chronos.members.secret import hash_secret, make_secret


def test_secrets_are_short_and_different() -> None:
    made = {make_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {43}
    assert all(each.replace("-", "").replace("_", "").isalnum() for each in made)


def test_any_text_has_a_hash() -> None:
    assert hash_secret("abc") == hashlib.sha256(b"abc").digest()
    assert len(hash_secret("é\udcff" * 1000)) == 32
