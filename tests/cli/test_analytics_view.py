"""The options that the views of `chronos analytics` share."""

from datetime import date, datetime

from chronos.cli.analytics_view import days


def test_days_are_those_of_the_options() -> None:
    assert days(datetime(2026, 3, 1), None) == (date(2026, 3, 1), None)
