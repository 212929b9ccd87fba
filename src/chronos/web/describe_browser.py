"""Describe a browser in a few words, by which its owner recognises it in a list."""

import re

UNKNOWN = "Unknown browser"

# The first that the header names; most browsers name several others that they resemble.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_PROGRAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def describe_browser(user_agent: str | None) -> str:
    """Return for example "Firefox on Windows", for another program its name; never more than 40 characters."""
    sent = (user_agent or "")[:500]
    browser = _first(_BROWSERS, sent)
    if browser is None:
        program = _PROGRAM.match(sent)
        return program[0] if program else UNKNOWN
    system = _first(_SYSTEMS, sent)
    return f"{browser} on {system}" if system else browser


def _first(marks: tuple[tuple[str, str], ...], sent: str) -> str | None:
    return next((name for mark, name in marks if mark in sent), None)
