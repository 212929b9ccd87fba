"""A creator's addresses: its own, by its owners, with a secret that is shown once."""

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor
from chronos.notifications import (
    WebhookPoster,
    add_endpoint,
    change_endpoint,
    list_endpoints,
    remove_endpoint,
)
from tests.factories import a_creator, as_creator
from tests.notifications.conftest import School


async def test_only_owners_change_addresses(db: Database, school: School) -> None:
    poster = WebhookPoster()
    async with db.acting_as(school.creator) as tx:
        added = await add_endpoint(tx, school.creator, poster, "https://example.com/a", ["video.ready"])
        assert (added.endpoint.url, added.endpoint.failures) == ("https://example.com/a", 0)
        assert added.secret.startswith("whsec_")
        assert await list_endpoints(tx) == [added.endpoint]
    async with db.as_service("test") as tx:
        bob = as_creator(await a_creator(tx, name="Bob"))
        [row] = await tx.fetch(
            "insert into staff (creator_id, name, role) values (%(id)s, 'Eve', 'editor') returning id",
            {"id": school.creator_id},
        )
    editor = Actor("authenticated", subject=row["id"], creator_id=school.creator_id)
    for actor in (bob, editor, school.student):
        async with db.acting_as(actor) as tx:
            with pytest.raises(NotFound):
                await change_endpoint(tx, added.endpoint.id, is_active=False)
            with pytest.raises(NotFound):
                await remove_endpoint(tx, added.endpoint.id)
    with pytest.raises(NotAllowed):
        async with db.acting_as(editor) as tx:
            await add_endpoint(tx, editor, poster, "https://example.com/b", ["video.ready"])
