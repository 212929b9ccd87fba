"""Templates."""

import jinja2
import pytest

from chronos.web.render_template import render_template

PROBLEM = {"title": "Not Found", "status": 404, "code": "x", "detail": "<script>alert(1)</script>"}


def test_values_are_escaped() -> None:
    response = render_template("error.html", {"problem": PROBLEM, "person": None}, status=404)
    assert response.status_code == 404
    page = bytes(response.body).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_missing_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render_template("error.html", {"person": None})
