"""Fetch a file from the public web: public addresses only, bounded in size and time, resumed where it broke off."""

from chronos.videos.fetch.address import MAX_URL_CHARACTERS, Endpoint, check_url
from chronos.videos.fetch.connect import GuardedBackend, Resolve, system_resolve
from chronos.videos.fetch.download import Fetcher, OnProgress, Patience, Wanted

__all__ = [
    "MAX_URL_CHARACTERS",
    "Endpoint",
    "Fetcher",
    "GuardedBackend",
    "OnProgress",
    "Patience",
    "Resolve",
    "Wanted",
    "check_url",
    "system_resolve",
]
