"""Streams are fetched from public addresses, and no token is shown."""

from chronos.videos import Fetcher
from chronos.whop_courses import Means, import_course
from tests.whop_courses.conftest import School


async def test_private_addresses_are_refused(school: School) -> None:
    means = Means(school.means.access, school.means.client, Fetcher(), school.means.incoming, school.means.media_url)
    imported = await import_course(means, "Photography")
    assert {one.outcome for one in imported.lessons} == {"failed", "left out"}
    assert "public Internet" in (imported.lessons[0].reason or "")
    token = school.whop.simulator.media["play-lesn_1"].token
    assert token not in str(imported)
