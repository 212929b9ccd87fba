"""Outlines: what is exported is imported again, and what cannot be read is named."""

from datetime import UTC, datetime

import pytest

from chronos.courses import (
    Conditions,
    ModuleChange,
    change_module,
    export_outline,
    get_course,
    import_outline,
    read_outline,
    write_outline,
)
from chronos.db import Database
from chronos.errors import Invalid
from tests.courses.conftest import School
from tests.factories import a_video


@pytest.mark.parametrize("as_json", [False, True])
async def test_exported_outline_is_imported_again(db: Database, school: School, as_json: bool) -> None:
    conditions = {"opens_after_days": 3, "opens_at": datetime(2027, 5, 3, tzinfo=UTC)}
    async with db.acting_as(school.creator) as tx:
        await change_module(
            tx,
            school.creator,
            school.course,
            school.second,
            ModuleChange(
                description="Of light: “soft” & hard", conditions=conditions | {"requires_module_id": school.first}
            ),
        )
        text = write_outline(await get_course(tx, school.course), as_json=as_json)
        copy = await import_outline(tx, school.creator, read_outline(text))
        assert write_outline(copy, as_json=as_json) == text
    first, second = copy.modules
    assert [list(module.video_ids) for module in copy.modules] == [list(school.videos[:2]), [school.videos[2]]]
    assert second.conditions == Conditions(3, datetime(2027, 5, 3, tzinfo=UTC), first.id)
    assert not copy.summary.is_published


async def test_a_title_that_several_videos_have_is_written_as_an_id(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update videos set title = 'Part 1' where id = %(id)s", {"id": school.videos[1]})
    async with db.acting_as(school.creator) as tx:
        text = write_outline(await get_course(tx, school.course))
        assert str(school.videos[0]) in text
        copy = await import_outline(tx, school.creator, read_outline(text))
        assert list(copy.modules[0].video_ids) == list(school.videos[:2])
    async with db.as_service("test") as tx:  # one of them stands in no course
        await tx.execute("update course_modules set video_ids = video_ids[1:1]")
    async with db.acting_as(school.creator) as tx:
        text = await export_outline(tx, await get_course(tx, school.course))
        copy = await import_outline(tx, school.creator, read_outline(text))
        assert list(copy.modules[0].video_ids) == [school.videos[0]]
    with pytest.raises(Invalid, match="several videos are called 'Part 1'"):
        async with db.acting_as(school.creator) as tx:
            await import_outline(tx, school.creator, read_outline("title: A\nmodules: [{title: B, videos: [Part 1]}]"))


async def test_modules_of_one_title_keep_their_own_conditions(db: Database, school: School) -> None:
    text = "title: A\nmodules: [{title: Base}, {title: Part, requires: Base}, {title: Part}, {title: Last}, "
    text += "{title: Last, requires: Last}]"
    async with db.acting_as(school.creator) as tx:
        copy = await import_outline(tx, school.creator, read_outline(text))
        base, _, _, last, _ = (module.id for module in copy.modules)
        assert [module.conditions.requires_module_id for module in copy.modules] == [None, base, None, None, last]
        assert read_outline(write_outline(copy)) == read_outline(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title: [", "neither YAML nor JSON"),
        ("- a", "the course is not a list of"),
        ("description: a", "the course has no title"),
        ("title: a\ncolour: red", "the course has an unknown field 'colour'"),
        ("title: a\nmodules: b", "`modules` is not a list"),
        ("title: a\nmodules: [b]", "module 1 is not a list of"),
        ("title: a\nmodules: [{title: b}, {videos: []}]", "module 2 has no title"),
        ("title: a\nmodules: [{title: b, videos: c}]", "`videos` of module 1"),
        ("title: a\nmodules: [{title: b, opens_after_days: soon}]", "`opens_after_days` of module 1"),
        ("title: a\nmodules: [{title: b, opens_after_days: true}]", "`opens_after_days` of module 1"),
        ("title: a\nmodules: [{title: b, opens_at: soon}]", "`opens_at` of module 1"),
        ("title: &a a\ndescription: *a", "it has an alias"),
        ("title: !!python/object:os.system a", "neither YAML nor JSON"),
        ("[" * 5_000, "neither YAML nor JSON"),
        ("title: " + "a" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_outline(text)
    assert caught.value.code == "outline_invalid"
    assert why in str(caught.value)
    assert len(str(caught.value)) < 500


async def test_unknown_names_are_refused_and_nothing_is_added(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await a_video(tx, school.creator.creator_id, title="1984")  # type: ignore[arg-type]
    for text, why in (
        ("title: A\nmodules: [{title: B, videos: [Nowhere]}]", "the library has no video 'Nowhere'"),
        ("title: A\nmodules: [{title: B, requires: C}]", "the course has no other module 'C' to wait for"),
    ):
        with pytest.raises(Invalid, match=why):
            async with db.acting_as(school.creator) as tx:
                await import_outline(tx, school.creator, read_outline(text))
    async with db.acting_as(school.creator) as tx:
        copy = await import_outline(
            tx, school.creator, read_outline("title: 2001\nmodules: [{title: B, videos: [1984]}]")
        )
        assert [lesson.title for lesson in copy.modules[0].lessons] == ["1984"]
        assert len(await tx.fetch("select id from courses")) == 2


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        ("{title: A, requires: A}", "no other module 'A'"),
        ("{title: A, requires: B}, {title: B}, {title: B}", "several modules are called 'B'"),
    ],
)
async def test_a_module_waits_for_one_that_is_named_clearly(
    db: Database, school: School, modules: str, why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        async with db.acting_as(school.creator) as tx:
            await import_outline(tx, school.creator, read_outline(f"title: A\nmodules: [{modules}]"))
