"""When this browser showed the home page before: what came since is new to its reader."""

import re
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from chronos.web.cookies import read_cookie, set_cookie

KEPT_SECONDS = 180 * 24 * 3600
FIRST_VISIT = timedelta(days=14)  # how far a first visit looks back
SAME_VISIT = timedelta(minutes=30)  # a page that is shown again so soon is the same visit

_TIMES = re.compile(r"(\d{1,11})\.(\d{1,11})")
_LATEST = 2**32  # datetime reads no year beyond 9999


def read_last_visit(request: Request, public_url: str, now: datetime) -> datetime:
    """Return when the visit before this one was; for a first visit, two weeks ago."""
    before, latest = _read(request, public_url, now)
    return latest if now - latest > SAME_VISIT else before


def keep_visit(request: Request, response: Response, public_url: str, now: datetime) -> None:
    """Remember this visit, and the one before, in a cookie."""
    before = read_last_visit(request, public_url, now)
    value = f"{int(before.timestamp())}.{int(now.timestamp())}"
    set_cookie(response, public_url, "chronos_visit", value, KEPT_SECONDS)


def _read(request: Request, public_url: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the visit before the latest one, and the latest; a cookie that was tampered with is none."""
    found = _TIMES.fullmatch(read_cookie(request, public_url, "chronos_visit") or "")
    first = now - FIRST_VISIT
    if found is None:
        return first, first
    before, latest = (min(now, datetime.fromtimestamp(min(int(each), _LATEST), UTC)) for each in found.groups())
    return before, latest
