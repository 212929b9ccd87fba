"""Sites that may show embeds: how they are written, how many, and whose."""

import pytest

from chronos.db import Database
from chronos.embeds import MAX_SITES, add_site, list_sites, read_origin, remove_site
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.members import RecordFilter, list_records
from tests.embeds.conftest import School
from tests.factories import a_creator, a_staff_member, as_creator, as_staff


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        (" HTTPS://WWW.Example.com/ ", "https://www.example.com"),
        ("https://example.com:443", "https://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://localhost", "http://localhost"),
        ("http://localhost:3000/", "http://localhost:3000"),
    ],
)
def test_sites_are_written_as_browsers_write_them(written: str, origin: str) -> None:
    assert read_origin(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.com",
        "http://example.com",
        "http://localhost.example.com",
        "https://",
        "https://example.com/page",
        "https://example.com?a",
        "https://example.com#a",
        "https://ada@example.com",
        "https://*.example.com",
        "https://example.com;script-src",
        "https://example.com https://other.example",
        "https://exam\nple.com",
        "https://example.com:",
        "https://example.com:0",
        "https://example.com:99999",
        "https://[::1]",
        "https://-example.com",
        "javascript:alert(1)",
        "'none'",
        f"https://{'a' * 64}.com",
        f"https://{'a.' * 150}com",
    ],
)
def test_anything_else_is_no_site(written: str) -> None:
    with pytest.raises(Invalid, match="https://host") as error:
        read_origin(written)
    assert error.value.code == "embed_site_invalid"


async def test_an_owner_adds_lists_and_removes_sites(db: Database, school: School) -> None:
    async with db.acting_as(school.owner) as tx:
        first = await add_site(tx, school.owner, "https://example.com/")
        second = await add_site(tx, school.owner, "http://localhost:3000")
        assert await list_sites(tx, school.owner) == [first, second]
        await remove_site(tx, first.id)
        assert await list_sites(tx, school.owner) == [second]
        records = await list_records(tx, RecordFilter(action="embed_site"))
    assert [record.action for record in records] == ["embed_site.removed", "embed_site.added", "embed_site.added"]
    with pytest.raises(NotFound):
        async with db.acting_as(school.owner) as tx:
            await remove_site(tx, first.id)


async def test_a_site_is_listed_once(db: Database, school: School) -> None:
    async with db.acting_as(school.owner) as tx:
        await add_site(tx, school.owner, "https://example.com")
    with pytest.raises(Conflict):
        async with db.acting_as(school.owner) as tx:
            await add_site(tx, school.owner, "https://EXAMPLE.com:443/")


async def test_a_school_has_at_most_fifty(db: Database, school: School) -> None:
    async with db.acting_as(school.owner) as tx:
        for number in range(MAX_SITES):
            await add_site(tx, school.owner, f"https://{number}.example.com")
    with pytest.raises(Conflict, match="at most 50 sites"):
        async with db.acting_as(school.owner) as tx:
            await add_site(tx, school.owner, "https://more.example.com")


async def test_only_owners_of_the_school_change_its_sites(db: Database, school: School) -> None:
    assert school.owner.creator_id is not None
    async with db.as_service("test") as tx:
        editor = as_staff(school.owner.creator_id, await a_staff_member(tx, school.owner.creator_id, "editor"))
        other = as_creator(await a_creator(tx, name="Bob"))
    async with db.acting_as(school.owner) as tx:
        site = await add_site(tx, school.owner, "https://example.com")
    async with db.acting_as(editor) as tx:
        assert await list_sites(tx, editor) == [site]
    async with db.acting_as(other) as tx:
        assert await list_sites(tx, school.owner) == []
    for actor in (editor, other):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await add_site(tx, school.owner, "https://more.example.com")
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await remove_site(tx, site.id)
