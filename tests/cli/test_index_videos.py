"""Videos that search lacks are indexed."""

from pathlib import Path

from chronos.app import App
from chronos.cli.index_videos import index_videos, indexed_text
from chronos.storage import Access
from chronos.videos import Details, add_file
from tests.cli.conftest import CAPTIONS
from tests.factories import a_creator, as_creator
from tests.media import a_silent_video
from tests.pipeline.work import work_until_done


async def test_missing_videos_are_indexed_once(app: App, tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(CAPTIONS)
    film = a_silent_video(tmp_path / "talk.mp4", seconds=10)
    async with app.db.as_service("test") as tx:
        creator = as_creator(await a_creator(tx))
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=tmp_path / "talk.srt"))
    await work_until_done(app, creator, added.video_id)
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from private.search_documents")
    steps: list[tuple[str, float | None]] = []
    assert await index_videos(app, lambda step, share: steps.append((step, share))) == 1
    assert steps == [("indexing videos", 0.0)]
    assert await index_videos(app, lambda *_: None) == 0
    assert await index_videos(app, lambda *_: None, everything=True) == 1


def test_counts_are_sentences() -> None:
    assert [indexed_text(count) for count in (1, 1200)] == ["Indexed 1 video.", "Indexed 1,200 videos."]
