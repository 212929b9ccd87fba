"""The period that a creator asks for, and the answer as JSON or CSV."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from starlette.responses import Response

from chronos.analytics import Table, to_csv

CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON; CSV with `format=csv` or `Accept: text/csv`.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
FORMAT = "`csv` for rows under a line of column names; default: JSON, or what `Accept` names."

From = Annotated[date | None, Query(alias="from", description="First day; default: 29 days before the last.")]
To = Annotated[date | None, Query(alias="to", description="Last day; default: today in your time zone.")]
Format = Annotated[Literal["json", "csv"] | None, Query(alias="format", description=FORMAT)]


def wants_csv(request: Request, chosen: str | None) -> bool:
    """Whether to answer with CSV: the parameter goes before the header."""
    return chosen == "csv" or (chosen is None and "text/csv" in request.headers.get("accept", ""))


def csv_response(name: str, table: Table) -> Response:
    """Return the rows as a file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(to_csv(table), media_type="text/csv", headers=headers)
