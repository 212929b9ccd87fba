"""A membership of the API's listing becomes a reading, dated by its last change or the answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chronos.whop.membership import MembershipReading
from chronos.whop.read_membership import Unreadable, read_membership
from chronos.whop.simulator.bodies import membership
from tests.whop.simulated import a_whop

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def listed(**changes: Any) -> tuple[str, dict[str, Any]]:
    """A membership as it is listed, and its company."""
    whop = a_whop()
    bought = whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    return whop.company.id, membership(whop.simulator.world, bought) | changes


def test_reading_has_person_product_and_access() -> None:
    company_id, json = listed()
    reading = read_membership(company_id, json, LONG_AGO)
    assert isinstance(reading, MembershipReading)
    assert (reading.id, reading.user_id, reading.product_id) == (json["id"], json["user_id"], json["product_id"])
    assert (reading.state, reading.gives_access, reading.product_title) == ("active", True, "Photography Course")
    assert reading.changed_at == datetime.fromisoformat(json["updated_at"])


def test_answer_after_the_last_change_dates_the_reading() -> None:
    company_id, json = listed()
    later = datetime.now(UTC) + timedelta(hours=1)
    reading = read_membership(company_id, json, later)
    assert isinstance(reading, MembershipReading)
    assert reading.changed_at == later


def test_unclaimed_membership_has_no_person() -> None:
    company_id, json = listed(user_id=None)
    reading = read_membership(company_id, json, LONG_AGO)
    assert isinstance(reading, MembershipReading)
    assert reading.user_id is None


def test_unknown_status_is_not_guessed() -> None:
    company_id, json = listed(status="levitating")
    assert isinstance(read_membership(company_id, json, LONG_AGO), Unreadable)


@pytest.mark.parametrize("changes", [{"account": {"id": "biz_other"}}, {"account": None}, {"updated_at": None}])
def test_other_forms_are_refused(changes: dict[str, Any]) -> None:
    company_id, json = listed(**changes)
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_membership(company_id, json, LONG_AGO)
