"""Fetch a file from the public web: public addresses only, bounded in size and time, resumed where it broke off."""

from chronos.videos.fetch.address import MAX_URL_CHARACTERS
from chronos.videos.fetch.download import Fetcher, OnProgress, Patience, Wanted

__all__ = ["MAX_URL_CHARACTERS", "Fetcher", "OnProgress", "Patience", "Wanted"]
