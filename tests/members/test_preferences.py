"""What a student sets for themselves."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.members import PlayerChange, Preferences, change_own, change_player, get_preferences, whoami
from chronos.model import Actor
from tests.factories import a_student, as_student

CHOSEN = Preferences("de", "dark", captions=True, speed=1.5)


async def test_preferences_are_kept_beside_those_of_others(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        other = as_student(await a_student(tx, creator.creator_id, name="Other"))
        await tx.execute("""update students set preferences = '{"font": "large"}'""")
    async with db.acting_as(sam) as tx:
        assert await get_preferences(tx, sam) == Preferences()
        await change_own(tx, sam, " Samuel ", CHOSEN)
        assert await get_preferences(tx, sam) == CHOSEN
        me = await whoami(tx, sam)
        assert me is not None
        assert me.name == "Samuel"
    async with db.acting_as(other) as tx:
        assert await get_preferences(tx, other) == Preferences()
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select preferences from students where name = 'Samuel'")
    assert row["preferences"]["font"] == "large"


async def test_an_invalid_preference_is_read_as_none(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        await tx.execute(
            """update students set preferences = '{"language": 5, "theme": [], "captions": 1, "speed": 99, '
            '"volume": -4, "caption_size": "huge", "caption_place": 1}'"""
        )
    async with db.acting_as(sam) as tx:
        assert await get_preferences(tx, sam) == Preferences(speed=3.0, volume=0.0)
    async with db.as_service("test") as tx:
        await tx.execute("""update students set preferences = '{"speed": true}'""")
    async with db.acting_as(sam) as tx:
        assert await get_preferences(tx, sam) == Preferences()


async def test_only_students_change_theirs_and_a_name_is_checked(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
    async with db.acting_as(creator) as tx:
        assert await get_preferences(tx, creator) == Preferences()
        with pytest.raises(NotAllowed):
            await change_own(tx, creator, "Ada", CHOSEN)
    with pytest.raises(Invalid):
        async with db.acting_as(sam) as tx:
            await change_own(tx, sam, " ", CHOSEN)


async def test_what_the_player_changes_leaves_the_rest(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
    async with db.acting_as(sam) as tx:
        await change_own(tx, sam, "Sam", CHOSEN)
        kept = await change_player(tx, sam, PlayerChange(volume=0.4, caption_size="large", caption_place="top"))
        louder = Preferences("de", "dark", True, 1.5, volume=0.4, caption_size="large", caption_place="top")
        assert kept == louder
        await change_own(tx, sam, "Sam", CHOSEN)  # the form of the own page knows nothing of the volume
        assert await get_preferences(tx, sam) == louder
        assert await change_player(tx, sam, PlayerChange()) == louder
    async with db.acting_as(creator) as tx:
        with pytest.raises(NotAllowed):
            await change_player(tx, creator, PlayerChange(speed=2.0))
