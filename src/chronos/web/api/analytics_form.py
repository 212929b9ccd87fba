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
    return chosen == "csv" or (chosen is None and _csv_goes_before_json(request.headers.get("accept", "")))


def _csv_goes_before_json(accept: str) -> bool:
    """Whether `Accept` names CSV with a higher weight than JSON, or before it (RFC 9110 §12.5.1)."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        media, *parameters = [each.strip() for each in part.split(";")]
        weights.setdefault(media, next((_weight(each) for each in parameters if each.startswith("q=")), 1.0))
    json = next((each for each in ("application/json", "application/*", "*/*") if each in weights), None)
    csv_weight, json_weight = weights.get("text/csv", 0.0), weights[json] if json else 0.0
    if csv_weight != json_weight or json is None:
        return csv_weight > json_weight
    order = list(weights)
    return csv_weight > 0 and ("*" in json or order.index("text/csv") < order.index(json))


def _weight(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


def csv_response(name: str, table: Table) -> Response:
    """Return the rows as a file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(to_csv(table), media_type="text/csv", headers=headers)
