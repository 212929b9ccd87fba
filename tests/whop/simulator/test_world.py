"""The world: what people do, who has access after it, and which events tell of it."""

from chronos.whop.simulator import World


def test_life_of_a_membership_is_told_by_its_events() -> None:
    world = World(seed=1)
    school = world.add_company("School")
    product = world.add_product(school, "Course")
    sam = world.add_person("Sam").id
    bought = world.buy(sam, product.id, trial=True)
    changes = (
        world.end_period,
        world.fail_payment,
        world.reactivate,
        world.cancel_at_period_end,
        world.end_period,
        world.reactivate,
        world.cancel,
    )
    states = [bought.status, *(change(bought.id).status for change in changes)]
    assert states == ["trialing", "active", "past_due", "active", "active", "expired", "active", "canceled"]
    assert [event.type for event in world.events if event.type.startswith("membership.")] == [
        "membership.activated",
        "membership.updated",
        "membership.updated",
        "membership.activated",
        "membership.cancel_at_period_end_changed",
        "membership.deactivated",
        "membership.activated",
        "membership.deactivated",
    ]
    times = [event.at for event in world.events]
    assert times == sorted(set(times))


def test_same_seed_gives_the_same_ids() -> None:
    def ids(seed: int) -> list[str]:
        world = World(seed)
        product = world.add_product(world.add_company("School"), "Course")
        return [product.id, world.buy(None, product.id).id]

    assert ids(1) == ids(1)
    assert ids(1) != ids(2)


def test_one_time_purchase_has_no_end() -> None:
    world = World()
    product = world.add_product(world.add_company("School"), "Pass", is_one_time=True)
    bought = world.buy(None, product.id)
    assert (bought.status, bought.period_end, bought.gives_access) == ("completed", None, True)
