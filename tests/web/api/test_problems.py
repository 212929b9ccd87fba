"""Error responses in OpenAPI."""

from chronos.errors import CODES
from chronos.web.api.problems import problems
from chronos.web.errors import Problem


def test_each_status_has_a_description() -> None:
    described = problems(401, 404)
    assert {status: response["model"] for status, response in described.items()} == {401: Problem, 404: Problem}
    assert all(response["description"].endswith(".") for response in described.values())


def test_no_status_of_the_table_lacks_a_description() -> None:
    problems(*{code.http_status for code in CODES.values()} - ELSEWHERE)


# Of the storage API, of addresses outside of the description, and of the server, before a request reaches an endpoint.
ELSEWHERE = {405, 408, 410, 412, 416, 423, 431, 501, 507}
