"""Bodies of every form, and hostile ones."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.errors import Invalid
from chronos.whop import MembershipReading
from chronos.whop.normalise import Payment, Product, WhopEvent, normalise

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
DATA: dict[str, Any] = {
    "id": "mem_1",
    "status": "active",
    "user": {"id": "user_1", "username": "sam42", "name": "Sam", "email": "sam@example.com"},
    "company": {"id": "biz_1", "title": "Ada"},
    "plan": {"id": "plan_1"},
    "product": {"id": "prod_1", "title": "All lessons"},
    "renewal_period_end": "2026-01-31T00:00:00.000Z",
    "cancel_at_period_end": False,
}
V1: dict[str, Any] = {
    "id": "evt_1", "api_version": "v1", "timestamp": "2025-12-31T00:00:00.000Z", "type": "membership.activated",
    "data": DATA, "company_id": "biz_1",
}  # fmt: skip
DATED = {
    "id": "evt_1", "api_version": "v1", "api_version_date": "2026-08-21", "timestamp": "2025-12-31T00:00:00.000Z",
    "type": "membership.activated", "account_id": "biz_1", "previous_attributes": {"status": "trialing"},
    "data": {
        "id": "mem_1", "status": "active", "account": {"id": "biz_1"}, "product": {"id": "prod_1"},
        "product_id": "prod_1", "plan_id": "plan_1", "user_id": "user_1", "current_period_end": "2026-01-31T00:00:00Z",
        "cancel_at_period_end": False, "expires_at": None, "member_id": "mber_1", "metadata": {},
    },
}  # fmt: skip
V5 = {
    "action": "membership.went_valid", "api_version": "v5",
    "data": {
        "id": "mem_1", "product_id": "prod_1", "user_id": "user_1", "plan_id": "plan_1", "page_id": "biz_1",
        "created_at": 1764547200, "expires_at": None, "renewal_period_end": 1769817600, "status": "active",
        "valid": True, "cancel_at_period_end": False,
    },
}  # fmt: skip
V2 = {
    "action": "membership.went_valid",
    "data": {
        "id": "mem_1", "product": {"id": "prod_1", "name": "All lessons"}, "plan": {"id": "plan_1"},
        "user": {"id": "user_1", "email": "sam@example.com"}, "email": "sam@example.com", "status": "completed",
        "valid": True, "cancel_at_period_end": False, "expires_at": None, "created_at": 1675816599,
    },
}  # fmt: skip


def read(body: object) -> WhopEvent:
    return normalise(json.dumps(body).encode(), NOW)


def reading_of(body: object) -> MembershipReading:
    change = read(body).change
    assert isinstance(change, MembershipReading)
    return change


@pytest.mark.parametrize("body", [V1, DATED, V5, V2])
def test_all_forms_say_the_same(body: dict[str, Any]) -> None:
    event, reading = read(body), reading_of(body)
    assert event.kind == "membership.activated"
    assert (reading.id, reading.user_id, reading.product_id, reading.plan_id) == ("mem_1", "user_1", "prod_1", "plan_1")
    assert reading.company_id == (None if body is V2 else "biz_1")
    assert (reading.gives_access, reading.access_ends_at) == (True, None)
    assert reading.changed_at == (NOW - timedelta(days=1) if "timestamp" in body else NOW)


def test_people_are_named_where_the_form_names_them() -> None:
    assert (reading_of(V1).name, reading_of(V1).email) == ("Sam", "sam@example.com")
    assert (reading_of(DATED).name, reading_of(DATED).email) == (None, None)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("membership.activated", "membership.activated"),
        ("membership_activated", "membership.activated"),
        ("membership_went_invalid", "membership.deactivated"),
        ("membership_cancel_at_period_end_changed", "membership.cancel_at_period_end_changed"),
        ("course_lesson_interaction_completed", "course_lesson_interaction.completed"),
        ("Payment.Succeeded", "payment.succeeded"),
        ("ping", "ping"),
    ],
)
def test_types_are_written_with_dots(written: str, kind: str) -> None:
    assert read(V1 | {"type": written}).kind == kind


def test_type_beats_the_status() -> None:
    deactivated = V1 | {"type": "membership.deactivated", "data": DATA | {"status": "trialing"}}
    assert not reading_of(deactivated).gives_access
    assert reading_of(V1 | {"data": DATA | {"status": "expired"}}).gives_access


def test_cancelling_ends_access_with_the_period() -> None:
    changed = V1 | {"type": "membership.cancel_at_period_end_changed", "data": DATA | {"cancel_at_period_end": True}}
    assert reading_of(changed).access_ends_at == LATER


@pytest.mark.parametrize(
    "at", ["2026-01-31T00:00:00.000Z", "2026-01-31T00:00:00", 1769817600, 1769817600000, "1769817600"]
)
def test_times_are_read_in_every_form(at: object) -> None:
    data = DATA | {"status": "canceling", "renewal_period_end": at}
    assert reading_of(V1 | {"type": "membership.updated", "data": data}).access_ends_at == LATER


def test_a_person_may_be_unknown() -> None:
    for user in ({"user": None}, {"user_id": None, "user": None}):
        assert reading_of(V1 | {"data": DATA | user}).user_id is None


def test_payments_and_products_are_read() -> None:
    paid = {"id": "pay_1", "membership": {"id": "mem_1", "status": "active"}, "user": {"id": "user_1"}}
    event = read(V1 | {"type": "payment.failed", "data": paid})
    assert (event.change, event.user_id) == (Payment("mem_1", is_paid=False), "user_1")
    assert read(V1 | {"type": "payment.succeeded", "data": paid}).change == Payment("mem_1", is_paid=True)
    assert read(V1 | {"type": "product.updated", "data": {"id": "prod_1", "title": "A\0"}}).change == Product(
        "prod_1", "A"
    )


@pytest.mark.parametrize("name", ["last_payment_attempt", "last_payment_attempt_at"])
def test_payments_of_older_forms_are_dated_by_themselves(name: str) -> None:
    """A failed payment that comes late is older than the one that succeeded since."""
    paid = {"id": "pay_1", "membership": {"id": "mem_1"}, "paid_at": 1764547200, name: 1764547100}
    succeeded = read({"action": "payment.succeeded", "data": paid})
    assert (succeeded.at, succeeded.is_dated) == (datetime.fromtimestamp(1764547200, UTC), True)
    failed = read({"action": "payment.failed", "data": paid | {"paid_at": None}})
    assert (failed.at, failed.is_dated) == (datetime.fromtimestamp(1764547100, UTC), True)
    unsaid = read({"action": "payment.failed", "data": paid | {name: None}})
    assert (unsaid.at, unsaid.is_dated) == (NOW, False)
    dated = read(V1 | {"type": "payment.succeeded", "data": paid})
    assert dated.at == datetime(2025, 12, 31, tzinfo=UTC)


def test_membership_is_dated_by_its_envelope_alone() -> None:
    assert [read(body).is_dated for body in (V1, DATED, V5, V2)] == [True, True, False, False]
    hint = read(V5 | {"data": V5["data"] | {"paid_at": 1764547100}})  # type: ignore[operator]
    assert (hint.at, hint.is_dated) == (NOW, False)


def test_unknown_types_change_nothing() -> None:
    event = read(V1 | {"type": "course_lesson_interaction.completed", "data": {"id": "crsli_1"}})
    assert (event.change, event.company_id) == (None, "biz_1")


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no object": b"[]",
    "no text": b'\xff\xfe{"type": "ping"}',
    "a number": b"1",
    "an endless number": b'{"type": "ping", "data": ' + b"9" * 100_000 + b"}",
    "no number": b'{"type": "ping", "timestamp": NaN}',
    "deep": b'{"type": "ping", "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no type": b'{"data": {}}',
    "a type with a zero": json.dumps(V1 | {"type": "membership.\0activated"}).encode(),
    "a long type": json.dumps(V1 | {"type": "a" * 1000}).encode(),
    "a type that is none": json.dumps(V1 | {"type": 7}).encode(),
    "data that is none": json.dumps(V1 | {"data": "mem_1"}).encode(),
    "no membership": json.dumps(V1 | {"data": {}}).encode(),
    "an id with a zero": json.dumps(V1 | {"data": DATA | {"id": "mem_\0"}}).encode(),
    "half a character in an id": b'{"type": "membership.activated", "data": {"id": "mem_\\ud800"}}',
    "a number as an id": json.dumps(V1 | {"data": DATA | {"id": 7}}).encode(),
    "a list as a user": json.dumps(V1 | {"data": DATA | {"user": ["user_1"]}}).encode(),
    "a time that is none": json.dumps(V1 | {"timestamp": "yesterday"}).encode(),
    "a time before 1970": json.dumps(V1 | {"timestamp": -1}).encode(),
    "a flag that is none": json.dumps(V1 | {"data": DATA | {"cancel_at_period_end": "yes"}}).encode(),
    "an unknown status": json.dumps(V1 | {"type": "membership.updated", "data": DATA | {"status": "frozen"}}).encode(),
    "no status": json.dumps(V1 | {"type": "membership.updated", "data": DATA | {"status": None}}).encode(),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Invalid, match=r"^The .*\.$") as refusal:
        normalise(body, NOW)
    assert refusal.value.code == "whop_body_invalid"


def test_names_and_addresses_are_cleaned() -> None:
    user = {"id": "user_1", "name": "S\0am\ud800", "email": "no address"}
    reading = reading_of(V1 | {"data": DATA | {"user": user}})
    assert (reading.name, reading.email) == (None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from(sorted({*V1, *DATED})), JSON),
    st.dictionaries(st.sampled_from(sorted({*DATA})), JSON),
)
def test_any_body_is_read_or_refused(envelope: dict[str, Any], data: dict[str, Any]) -> None:
    for body in (V1 | envelope, V1 | {"data": DATA | data}):
        try:
            event = read(body)
        except Invalid:
            continue
        assert event.kind
