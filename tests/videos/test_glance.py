"""What lists show of videos."""

from chronos.db import Database
from chronos.model import Actor
from chronos.videos import find_titled, get_sentence_at, list_pictured, list_posters, list_titles
from tests.factories import a_student, a_video, as_student, some_search_rows


async def test_posters_titles_and_sentences(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        student = as_student(await a_student(tx, creator.creator_id))
        light, hidden = [
            await a_video(tx, creator.creator_id, title=title, is_published=title != "Light, later")
            for title in ("Light at dusk", "Light, later")
        ]
        await tx.execute(
            "update videos set thumbnail_path = creator_id || '/' || id || '/one.webp', description = '100% true'"
        )
        await tx.execute(
            "insert into private.video_pictures (video_id, storyboard, tiles, seconds_between) "
            "select id, md5(title), 3, 1 from videos"
        )
        await some_search_rows(tx, creator.creator_id, light)
        await some_search_rows(tx, creator.creator_id, hidden)
    async with db.acting_as(student) as tx:
        assert await list_posters(tx, [light, hidden]) == {light: f"{creator.creator_id}/{light}/one.webp"}
        assert await list_pictured(tx, [light, hidden]) == {light}
        assert await list_titles(tx, [light, hidden]) == {light: "Light at dusk"}
        assert [each.title for each in await find_titled(tx, "DUSK light")] == ["Light at dusk"]
        assert [each.id for each in await find_titled(tx, "100% true")] == [light]
        assert await find_titled(tx, "light", video_ids=[hidden]) == []
        assert await find_titled(tx, "noon") == []
        assert await find_titled(tx, " \0") == []
        assert await get_sentence_at(tx, light, 0.5) == "One."
        assert await get_sentence_at(tx, light, -1) is None
        assert await get_sentence_at(tx, hidden, 0.5) is None
    async with db.acting_as(creator) as tx:
        assert len(await find_titled(tx, "light")) == 2
