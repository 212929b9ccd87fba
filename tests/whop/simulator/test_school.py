"""The school in which the simulator begins has something to sell, and somebody to buy it."""

from tests.whop.simulated import a_whop


def test_school_sells_two_products_and_the_operator_one() -> None:
    whop = a_whop()
    school, operator = whop.simulator.world.companies.values()
    assert [product.is_one_time for product in school.products.values()] == [False, True]
    assert sorted(school.team.values()) == ["moderator", "owner"]
    assert whop.simulator.operator_id == operator.id
    assert len(operator.products) == 1
