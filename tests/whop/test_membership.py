"""What a status means, and what goes before it."""

from datetime import UTC, datetime, timedelta

import pytest

from chronos.errors import Invalid
from chronos.whop import Access, judge_event, judge_status
from chronos.whop.membership import ENDED, OPEN, Term

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=30), NOW - timedelta(days=30)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_open_statuses_give_access(status: str) -> None:
    assert judge_status(status, Term()) == Access(status, True, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", sorted(ENDED))
def test_ended_statuses_give_none(status: str) -> None:
    assert not judge_status(status, Term(True, LATER, LATER)).gives_access


@pytest.mark.parametrize("status", ["active", "trialing", "canceling"])
def test_cancelling_keeps_access_until_the_end_of_the_period(status: str) -> None:
    assert judge_status(status, Term(True, LATER)) == Access("canceling", True, LATER)


def test_cancelling_by_who_owes_a_payment_keeps_the_mark() -> None:
    assert judge_status("past_due", Term(True, LATER)) == Access("past_due", True, LATER)


def test_an_expiry_ends_access_unless_it_is_the_end_of_a_period_that_renews() -> None:
    assert judge_status("active", Term(expires_at=LATER)).access_ends_at == LATER
    assert judge_status("active", Term(period_ends_at=LATER, expires_at=LATER)).access_ends_at is None


def test_unknown_status_is_refused() -> None:
    with pytest.raises(Invalid, match="does not know"):
        judge_status("frozen", Term())


@pytest.mark.parametrize("status", [*sorted(OPEN), *sorted(ENDED), "frozen", None])
def test_type_of_the_event_beats_the_status(status: str | None) -> None:
    assert judge_event(is_activated=True, status=status, term=Term(), at=NOW).gives_access
    assert not judge_event(is_activated=False, status=status, term=Term(), at=NOW).gives_access


def test_an_end_before_the_event_is_not_that_of_the_access_it_gives() -> None:
    term = Term(cancel_at_period_end=True, period_ends_at=EARLIER)
    assert judge_event(is_activated=True, status="trialing", term=term, at=NOW) == Access("canceling", True, None)


def test_deactivated_says_so_where_the_status_does_not() -> None:
    assert judge_event(is_activated=False, status="trialing", term=Term(), at=NOW).state == "deactivated"
    assert judge_event(is_activated=False, status="expired", term=Term(), at=NOW).state == "expired"
