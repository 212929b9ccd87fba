"""Tokens of the simulated Whop: ES256 with a `kid`; keys rotate."""

import jwt
import pytest

from chronos.whop.simulator.tokens import SigningKeys


def test_user_token_has_every_claim() -> None:
    keys = SigningKeys()
    token = keys.user_token("user_1", "app_1", seconds=60)
    claims = keys.read(token)
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("urn:whopcom:exp-proxy", "user_1", "app_1")
    assert claims["exp"] - claims["iat"] == 60
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("ES256", keys.jwks()["keys"][0]["kid"])


def test_rotation_keeps_or_drops_old_keys() -> None:
    keys = SigningKeys()
    old = keys.user_token("user_1", "app_1")
    keys.rotate()
    assert len(keys.jwks()["keys"]) == 2
    assert keys.read(old)["sub"] == "user_1"
    keys.rotate(keep_old=False)
    assert len(keys.jwks()["keys"]) == 1
    with pytest.raises(jwt.PyJWTError):
        keys.read(old)


def test_no_private_part_is_published() -> None:
    [key] = SigningKeys().jwks()["keys"]
    assert "d" not in key
