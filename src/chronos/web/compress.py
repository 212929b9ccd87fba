"""Compress what is sent, by a coding that the client accepts."""

import gzip
from collections.abc import Mapping

import brotli

LEAST_BYTES = 1_000  # below, the header of the coding weighs as much as it saves
PAGE_QUALITY = {"br": 5, "gzip": 6}  # a page of 150 KB in 3 ms
FILE_QUALITY = {"br": 11, "gzip": 9}


def choose_coding(accepted: str) -> str:
    """Return the best coding that the client accepts (RFC 9110 §12.5.3): br, gzip, or none of them."""
    codings = {part.strip() for part in accepted.replace(" ", "").split(",") if not part.endswith(";q=0")}
    named = {coding.partition(";")[0] for coding in codings}
    return "br" if "br" in named else "gzip" if "gzip" in named else ""


def choose_page_coding(headers: Mapping[str, str]) -> str:
    """Return the coding for a page, whose length tells what it says to those who see it pass.

    None when another site began the request: who chooses a part of a page, by its address, and reads its length on the
    network guesses the rest letter by letter (BREACH).
    """
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return ""
    return choose_coding(headers.get("accept-encoding", ""))


def compress(plain: bytes, coding: str, quality: Mapping[str, int]) -> bytes:
    """Return `plain` in this coding; the same bytes give the same."""
    if coding == "br":
        compressed: bytes = brotli.compress(plain, quality=quality[coding])
        return compressed
    # mtime=0: of the time of compression nothing is kept.
    return gzip.compress(plain, quality[coding], mtime=0) if coding == "gzip" else plain
