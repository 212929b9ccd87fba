"""Page of: one page of a listing by `first` and `after`, and refusals in Whop's form."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chronos.whop.simulator.world import Json

DEFAULT_ITEMS, MAX_ITEMS = 20, 100


def page_of(request: Request, items: Sequence[Json]) -> Response:
    """Return the items after the cursor of the request."""
    query = request.query_params
    start = int(query["after"].removeprefix("cursor-")) if "after" in query else 0
    end = start + min(int(query.get("first", DEFAULT_ITEMS)), MAX_ITEMS)
    chosen = items[start:end]
    info = {
        "has_next_page": end < len(items),
        "has_previous_page": start > 0,
        "start_cursor": f"cursor-{start}" if chosen else None,
        "end_cursor": f"cursor-{start + len(chosen)}" if chosen else None,
    }
    return JSONResponse({"data": list(chosen), "page_info": info})


def refuse(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error in Whop's form."""
    return JSONResponse({"error": {"type": "error", "message": message}}, status, dict(headers or {}))
