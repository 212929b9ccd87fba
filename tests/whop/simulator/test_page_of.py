"""Listings are in pages, and have every item once."""

from tests.whop.simulated import a_whop


async def test_listing_has_every_membership_once_over_pages() -> None:
    whop = a_whop()
    bought = [whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id).id for _ in range(120)]
    assert [each.id async for each in whop.client.list_memberships(whop.company.id)] == bought
