"""The answer of analytics as JSON or CSV."""

import pytest
from starlette.requests import Request

from chronos.analytics import Table
from chronos.web.api.analytics_form import csv_response, wants_csv


@pytest.mark.parametrize(
    ("accept", "chosen", "expected"),
    [
        ("text/csv", None, True),
        ("text/csv", "json", False),
        ("application/json", "csv", True),
        ("*/*", None, False),
        ("", None, False),
        ("text/csv;q=0", None, False),
        ("text/csv; q=0.5, application/json", None, False),
        ("Text/CSV;header=present;q=1, application/json;q=0.9", None, True),
        ("text/csv, application/json", None, True),
        ("application/json, text/csv", None, False),
        ("text/csvx, */*", None, False),
        ("text/csv;q=nonsense", None, False),
        ("*/*, text/csv", None, True),
        ("text/csv;q=0.5, */*", None, False),
    ],
)
def test_the_parameter_goes_before_the_header_and_its_weights(accept: str, chosen: str | None, expected: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert wants_csv(request, chosen) is expected


def test_rows_are_a_file_to_save() -> None:
    response = csv_response("days", Table(("day",), [(1,)]))
    assert response.body == b"day\r\n1\r\n"
    assert response.headers["content-disposition"] == 'attachment; filename="days.csv"'
