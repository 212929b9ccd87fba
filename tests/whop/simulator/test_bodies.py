"""Bodies: each form names the same membership in its own way."""

import json
from datetime import timedelta

import pytest

from chronos.whop.normalise import normalise
from chronos.whop.simulator.bodies import FORMS, Form, body_of, forms_of
from tests.whop.simulated import a_whop


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_membership_person_and_product(form: Form) -> None:
    whop = a_whop()
    sam = whop.person("Sam Student")
    bought = whop.simulator.world.buy(sam, whop.product.id)
    event = whop.simulator.world.events[0]
    assert form in forms_of(event)
    body = body_of(whop.simulator.world, event, form)
    data = body["data"]
    assert isinstance(data, dict)
    assert data["id"] == bought.id
    assert sam in (data.get("user_id"), (data.get("user") or {}).get("id"))
    assert whop.product.id in (data.get("product_id"), (data.get("product") or {}).get("id"))
    assert body.get("type", body.get("action")) in ("membership.activated", "membership.went_valid")


def test_older_forms_have_no_update() -> None:
    whop = a_whop()
    world = whop.simulator.world
    world.fail_payment(world.buy(whop.person("Sam Student"), whop.product.id).id)
    updated = world.events[-1]
    assert (updated.type, forms_of(updated)) == ("membership.updated", ("v1", "dated"))
    with pytest.raises(KeyError):
        body_of(world, updated, "v5")


def test_body_shows_the_membership_as_it_was_then() -> None:
    whop = a_whop()
    world = whop.simulator.world
    bought = world.buy(whop.person("Sam Student"), whop.product.id)
    world.cancel(bought.id)
    data = body_of(world, world.events[0], "dated")["data"]
    assert isinstance(data, dict)
    assert (data["status"], data["account"]["id"], data["user_id"]) == ("active", whop.company.id, bought.user_id)


@pytest.mark.parametrize("form", FORMS)
def test_payment_says_when_it_was_made(form: Form) -> None:
    whop = a_whop()
    world = whop.simulator.world
    world.fail_payment(world.buy(whop.person("Sam Student"), whop.product.id).id)
    for event in world.events:
        if event.type.startswith("payment."):
            read = normalise(json.dumps(body_of(world, event, form)).encode(), event.at + timedelta(hours=1))
            assert read.is_dated
            assert event.at - read.at < timedelta(seconds=1)
