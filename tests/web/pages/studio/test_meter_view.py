"""Limits of the plan, in units that people read."""

from datetime import UTC, date, datetime
from decimal import Decimal

from chronos.usage import MeterUsage
from chronos.web.pages.studio.meter_view import near_limits, view_meters

MONTH_END = datetime(2027, 1, 1, tzinfo=UTC)


def meter(name: str, used: float, allowed: float = 100, reserved: float = 0) -> MeterUsage:
    return MeterUsage(name, Decimal(str(used)), Decimal(str(reserved)), Decimal(str(allowed)), MONTH_END, None)


def test_limits_are_named_from_four_fifths_on() -> None:
    nothing = meter("storage_bytes", 0, 0)
    found = near_limits([meter("videos", 79), meter("questions", 80), meter("students", 120), nothing])
    assert [(each.name, each.percent) for each in found] == [("Questions", 80), ("Students", 120)]


def test_amounts_have_units_of_people() -> None:
    meters = [
        meter("storage_bytes", 41.26e9, 1e11),
        meter("transcription_seconds", 7.2 * 3600, 72000, 1800),
        meter("ai_credit_usd", 1.5, 10),
        meter("questions", 1804, 2000),
        meter("unknown", 1),
    ]
    views = view_meters(meters)
    assert [(view.said % {"used": view.used, "allowed": view.allowed}, view.reserved) for view in views] == [
        ("41.3 of 100.0 GB", None),
        ("7.2 of 20.0 hours", "0.5"),
        ("US$ 1.50 of 10.00", None),
        ("1,804 of 2,000", None),
    ]


def test_limit_of_nothing_is_reached() -> None:
    [view] = view_meters([meter("videos", 0, 0)])
    assert (view.percent, view.is_near) == (100, True)


def test_month_ends_in_the_time_zone_of_the_school() -> None:
    days = [view_meters([meter("questions", 1)], zone)[0].renews_on for zone in ("UTC", "America/New_York")]
    assert days == [date(2027, 1, 1), date(2026, 12, 31)]
