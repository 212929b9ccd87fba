"""A creator changes title, description and publication; fields that are omitted keep their value."""

from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, VideoId
from chronos.videos import Change, change_video, get_video
from tests.factories import a_creator, a_student, a_video, as_creator, as_student


@pytest.fixture
async def video(db: Database, creator: Actor) -> VideoId:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        return await a_video(tx, creator.creator_id, title="Intro")


async def test_omitted_fields_keep_their_value(db: Database, creator: Actor, video: VideoId) -> None:
    changes = (
        (Change(description="How it falls."), ("Intro", "How it falls.", True)),
        (Change(title=" On\nlight "), ("On light", "How it falls.", True)),
        (Change(is_published=False), ("On light", "How it falls.", False)),
        (Change(), ("On light", "How it falls.", False)),
        (Change(description=""), ("On light", None, False)),
    )
    for change, expected in changes:
        async with db.acting_as(creator) as tx:
            changed = await change_video(tx, creator, video, change)
        assert (changed.title, changed.description, changed.is_published) == expected


async def test_blank_title_is_refused(db: Database, creator: Actor, video: VideoId) -> None:
    for blank in ("", "  ", "\u202e"):
        with pytest.raises(Invalid, match="The title is blank") as caught:
            async with db.acting_as(creator) as tx:
                await change_video(tx, creator, video, Change(title=blank, description="new"))
        assert caught.value.code == "title_empty"
    async with db.acting_as(creator) as tx:
        unchanged = await get_video(tx, video)
    assert (unchanged.title, unchanged.description) == ("Intro", None)


async def test_only_the_owner_changes_a_video(db: Database, creator: Actor, video: VideoId) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        student = as_student(await a_student(tx, creator.creator_id))
        other = as_creator(await a_creator(tx, name="Eve"))
    async with db.acting_as(student) as tx:
        with pytest.raises(NotAllowed, match="Only a creator"):
            await change_video(tx, student, video, Change(title="Mine"))
    for actor, asked in ((other, video), (creator, VideoId(uuid4()))):
        async with db.acting_as(actor) as tx:
            with pytest.raises(NotFound) as caught:
                await change_video(tx, actor, asked, Change(title="Mine"))
        assert caught.value.code == "video_not_found"
    async with db.acting_as(creator) as tx:
        assert (await change_video(tx, creator, video, Change())).title == "Intro"
