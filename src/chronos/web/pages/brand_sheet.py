"""Serve the style sheet of an accent, which the colour alone decides."""

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos.errors import NotFound
from chronos.web.brand_view import SHEETS, write_sheet

router = APIRouter()

_COLOUR = re.compile(r"[0-9a-f]{6}", re.ASCII)
_KEPT = "public, max-age=31536000, immutable"
_REVALIDATED = "no-cache"


@router.get(f"{SHEETS}{{colour}}.css")
async def show_sheet(colour: str, request: Request) -> Response:
    """Return the sheet of a colour, six hexadecimal digits."""
    if not _COLOUR.fullmatch(colour):
        raise NotFound("There is nothing at this address.", code="no_such_address")
    kept = _KEPT if "v" in request.query_params else _REVALIDATED
    return Response(write_sheet(f"#{colour}"), media_type="text/css", headers={"Cache-Control": kept})
