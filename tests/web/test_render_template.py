"""Templates."""

import jinja2
import pytest

from chronos.web.render_template import render_template
from tests.web.a_request import a_request

PROBLEM = {"status": 403, "code": "x", "detail": "<script>alert(1)</script>", "errors": None}


def test_values_are_escaped() -> None:
    response = render_template(a_request(), "error.html", {"problem": PROBLEM, "person": None}, status=403)
    assert response.status_code == 403
    page = bytes(response.body).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_missing_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render_template(a_request(), "error.html", {"person": None})
