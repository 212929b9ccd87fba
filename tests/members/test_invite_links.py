"""Invitations by a link: an owner makes and ends them, and the secret is kept by nobody but its holder."""

import pytest

from chronos import courses
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.members import NewInviteLink, end_invite_link, list_invite_links, list_records, make_invite_link
from chronos.members.audit_log import RecordFilter
from chronos.model import Actor
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student


async def test_owner_makes_lists_and_ends(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        course = (await courses.add_course(tx, creator, "Light")).summary.id
        made, secret = await make_invite_link(tx, creator, NewInviteLink(course, 1, 2))
        assert (made.course, made.state, made.uses, made.max_uses) == ("Light", "good", 0, 2)
        assert len(secret) == 43
        assert await list_invite_links(tx, creator) == [made]
        await end_invite_link(tx, made.id)
        [ended] = await list_invite_links(tx, creator)
        assert ended.state == "revoked"
        await end_invite_link(tx, made.id)
        assert await list_invite_links(tx, creator) == [ended]
        records = await list_records(tx, RecordFilter(creator.creator_id, action="invite_link"))
    assert [record.action for record in records] == ["invite_link.ended", "invite_link.made"]
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select secret_hash from private.invite_links")
    assert secret.encode() not in rows[0]["secret_hash"]


@pytest.mark.parametrize(
    "wanted", [NewInviteLink(days=0), NewInviteLink(days=91), NewInviteLink(max_uses=0), NewInviteLink(max_uses=5001)]
)
async def test_links_have_an_end(db: Database, creator: Actor, wanted: NewInviteLink) -> None:
    async with db.acting_as(creator) as tx:
        with pytest.raises(Invalid) as refused:
            await make_invite_link(tx, creator, wanted)
    assert refused.value.code == "invite_link_limits"


async def test_others_may_not(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        eve = as_creator(await a_creator(tx, name="Eve"))
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
    async with db.acting_as(creator) as tx:
        made, _ = await make_invite_link(tx, creator, NewInviteLink())
        course = (await courses.add_course(tx, creator, "Light")).summary.id
    for actor in (editor, sam):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await make_invite_link(tx, actor, NewInviteLink())
    for actor in (editor, sam, eve):
        async with db.acting_as(actor) as tx:
            assert await list_invite_links(tx, actor) == []
            with pytest.raises(NotFound):
                await end_invite_link(tx, made.id)
    async with db.acting_as(eve) as tx:
        with pytest.raises(NotFound):
            await make_invite_link(tx, eve, NewInviteLink(course))
