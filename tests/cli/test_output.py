"""Text that is printed."""

import json
from decimal import Decimal

import pytest

from chronos.cli.output import one_line, print_json


def test_one_line_cannot_harm_a_terminal() -> None:
    assert one_line("a\x1b[31m\nb‮c\0") == "a [31m b c"


def test_numbers_of_postgresql_are_json_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"sum": Decimal(9007199254740993), "share": Decimal("0.25")})
    assert json.loads(capsys.readouterr().out) == {"sum": 9007199254740993, "share": 0.25}
