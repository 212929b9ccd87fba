"""References: a file is needed while the row of an object, a video or a course names it."""

from chronos.db import Database
from chronos.model import Actor
from chronos.storage.find_references import find_references
from tests.factories import a_video


async def test_rows_of_objects_videos_and_courses_name_files(db: Database, creator: Actor) -> None:
    me = creator.creator_id
    assert me
    async with db.as_service("test") as tx:
        video = await a_video(tx, me)
        await tx.execute(
            "update videos set thumbnail_path = %(picture)s, metadata = jsonb_build_object('captions', "
            "%(captions)s::text)",
            {"picture": f"{me}/{video}.png", "captions": f"{me}/{video}/captions.vtt"},
        )
        await tx.execute(
            "insert into courses (creator_id, title, thumbnail_path) values (%(id)s, 'One', %(name)s)",
            {"id": me, "name": f"{me}/course.png"},
        )
        await tx.execute("update creators set logo_path = %(name)s", {"name": f"{me}/brand/logo.webp"})
        await tx.execute(
            "insert into storage.objects (bucket_id, name) values ('user-uploads', %(name)s)", {"name": f"{me}/a.txt"}
        )
        needed = {
            f"videos/{me}/{video}/source.mp4",
            f"videos/{me}/{video}/captions.vtt",
            f"thumbnails/{me}/{video}.png",
            f"thumbnails/{me}/course.png",
            f"thumbnails/{me}/brand/logo.webp",
            f"user-uploads/{me}/a.txt",
        }
        others = {
            f"videos/{me}/{video}/other.mp4",
            f"thumbnails/{me}/a.txt",
            f"user-uploads/{me}/course.png",
            f"videos/{video}/{me}/source.mp4",
        }
        assert await find_references(tx, sorted(needed | others)) == needed


async def test_names_of_any_form_are_no_references(db: Database) -> None:
    async with db.as_service("test") as tx:
        assert await find_references(tx, []) == set()
        assert await find_references(tx, ["", "videos", "videos/x/y/z", "a/b", "//", "videos/' or true --/x"]) == set()
