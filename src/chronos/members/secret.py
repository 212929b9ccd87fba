"""Secrets that name a row: made at random, stored as their SHA-256."""

import hashlib
import secrets

SECRET_BYTES = 32  # so many that guessing needs no limit


def make_secret() -> str:
    """Return a new secret of 43 characters that need no escape in an address or a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> bytes:
    """Return the hash by which the secret's row is found: its timing tells a guess nothing about the secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
