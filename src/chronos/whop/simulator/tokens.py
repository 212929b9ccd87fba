"""Tokens: the simulated Whop's signing keys, its JWKS, and the tokens of its users in the frame."""

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ISSUER = "urn:whopcom:exp-proxy"
LIFETIME_SECONDS = 3600


class SigningKeys:
    """ES256 keys; the latest signs, earlier ones still verify."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, ec.EllipticCurvePrivateKey]] = []
        self.rotate()

    def rotate(self, *, keep_old: bool = True) -> str:
        """Sign with a new key from now on; return its `kid`."""
        kid = f"simulated-{len(self._keys) + 1}-{int(time.time())}"
        key = ec.generate_private_key(ec.SECP256R1())
        self._keys = [*(self._keys if keep_old else ()), (kid, key)]
        return kid

    def jwks(self) -> dict[str, Any]:
        """Return the public keys."""
        return {
            "keys": [
                json.loads(ECAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "ES256", "use": "sig"}
                for kid, key in self._keys
            ]
        }

    def user_token(self, user_id: str, app_id: str, *, seconds: int = LIFETIME_SECONDS) -> str:
        """Return the token that Whop's proxy adds to a user's requests to an app."""
        now = int(time.time())
        return self.sign({"iss": ISSUER, "sub": user_id, "aud": app_id, "iat": now, "exp": now + seconds})

    def sign(self, claims: dict[str, Any]) -> str:
        """Return any claims, signed."""
        kid, key = self._keys[-1]
        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": kid})

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that one of the keys signed. Raises jwt.PyJWTError."""
        kid = jwt.get_unverified_header(token).get("kid")
        for known, key in self._keys:
            if known == kid:
                claims: dict[str, Any] = jwt.decode(
                    token, key.public_key(), algorithms=["ES256"], options={"verify_aud": False}
                )
                return claims
        raise jwt.InvalidTokenError("unknown key")
