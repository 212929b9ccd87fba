"""The public keys of an issuer (a JSON Web Key Set, RFC 7517), kept in memory and renewed."""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, cast

import jwt

from chronos.errors import ProviderError
from chronos.providers.identity.fetch_json import fetch_json

Algorithm = Literal["ES256", "RS256"]
Fetch = Callable[[str], Awaitable[dict[str, Any]]]

FRESH_SECONDS = 600.0  # then the keys are renewed, while requests still use the old ones
KEPT_SECONDS = 24 * 3600.0  # of an outage of the issuer; beyond it a key that was withdrawn would live too long
PAUSE_SECONDS = 10.0  # between two fetches, however many tokens name an unknown key
MAX_KEYS = 100
MAX_KID_CHARACTERS = 200
MIN_RSA_BITS = 2048

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the one algorithm that it is used with."""

    key: jwt.PyJWK
    algorithm: Algorithm


class KeySet:
    """The keys at one address. No request waits for a renewal; only the first, and one with an unknown key, wait."""

    def __init__(
        self,
        url: str,
        algorithms: Sequence[Algorithm],
        *,
        fetch: Fetch = fetch_json,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`algorithms` are those that the issuer may use; keys of other kinds are left out."""
        self.url = url
        self._algorithms = frozenset(algorithms)
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._loaded_at = self._tried_at = -math.inf
        self._loading: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """Return the key of this id; None when the issuer has no such key.

        Raises ProviderError (`identity_unavailable`) while there are no keys, or none of the last 24 hours.
        """
        age = self._clock() - self._loaded_at
        if age >= KEPT_SECONDS or kid not in self._keys:
            await self._wait_for_load()
        elif age >= FRESH_SECONDS:
            self._begin_load()
        if self._clock() - self._loaded_at >= KEPT_SECONDS:
            raise ProviderError(
                "The keys of the sign-in service cannot be fetched. Try again in a minute.", code="identity_unavailable"
            )
        return self._keys.get(kid)

    async def _wait_for_load(self) -> None:
        loading = self._begin_load()
        if loading is not None:
            await asyncio.shield(loading)  # it serves others, too, when this caller goes away

    def _begin_load(self) -> "asyncio.Task[None] | None":
        """Return the fetch that runs or begins now; None in the pause after one."""
        if self._loading is None and self._clock() - self._tried_at >= PAUSE_SECONDS:
            self._tried_at = self._clock()
            self._loading = asyncio.create_task(self._load())
        return self._loading

    async def _load(self) -> None:
        try:
            keys = _usable(await self._fetch(self.url), self._algorithms)
            if keys:
                self._keys, self._loaded_at = keys, self._clock()
            else:  # an outage of its own kind: the last good set is kept
                _log.warning("%s has no usable key.", self.url)
        except ProviderError as error:
            _log.warning("The keys at %s were not renewed: %s", self.url, error)
        finally:
            self._loading = None


def _usable(document: Mapping[str, Any], algorithms: frozenset[Algorithm]) -> dict[str, SigningKey]:
    """Return the keys for signatures of these algorithms by their id; the first of an id counts."""
    found: dict[str, SigningKey] = {}
    listed = document.get("keys")
    for entry in listed[:MAX_KEYS] if isinstance(listed, list) else ():
        kid = entry.get("kid") if isinstance(entry, dict) else None
        if isinstance(kid, str) and 0 < len(kid) <= MAX_KID_CHARACTERS and kid not in found:
            key = _read_key(entry)
            if key is not None and key.algorithm in algorithms:
                found[kid] = key
    return found


def _read_key(entry: Mapping[str, Any]) -> SigningKey | None:
    """Return a public key whose type fixes its algorithm; None for any other, such as a symmetric one."""
    kind = entry.get("kty"), entry.get("crv")
    algorithm = "ES256" if kind == ("EC", "P-256") else "RS256" if kind == ("RSA", None) else None
    if algorithm is None or entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm:
        return None
    with suppress(jwt.PyJWTError, ValueError, TypeError, KeyError):
        public = {name: entry[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in entry}
        key = jwt.PyJWK(public, algorithm)
        if algorithm == "ES256" or key.key.key_size >= MIN_RSA_BITS:
            return SigningKey(key, cast("Algorithm", algorithm))
    return None
