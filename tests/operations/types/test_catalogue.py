"""The catalogue as records, on a schema with one of everything."""

import psycopg
import pytest

from chronos.operations.types.catalogue import Catalogue, Relation, Type, read_catalogue
from tests.conftest import ADatabase
from tests.operations.types.zoo import ZOO


@pytest.fixture
async def zoo(database: ADatabase) -> Catalogue:
    async with await psycopg.AsyncConnection.connect(database.url) as connection:
        await connection.execute(ZOO)
        return await read_catalogue(connection)


def named(relations: object, name: str) -> Relation:
    return next(r for r in relations if r.name == name)  # type: ignore[attr-defined,no-any-return]


async def test_the_tables_are_there(database: ADatabase) -> None:
    async with await psycopg.AsyncConnection.connect(database.login_url) as connection:
        found = await read_catalogue(connection)
    assert [table.name for table in found.tables] == [
        "chat_messages", "chat_sessions", "course_enrolments", "course_modules", "courses", "creators",
        "embed_sites", "embeds",
        "evaluation_cases", "message_feedback", "notes", "saved_answers", "shared_answers", "staff", "students",
        "teacher_answers", "usage_metrics", "video_analytics", "video_chunks", "video_progress", "videos",
        "webhook_endpoints", "whop_product_courses", "whop_products",
    ]  # fmt: skip
    assert all(table.comment and table.insertable and table.updatable for table in found.tables)
    assert [view.name for view in found.views] == ["vector_index_stats"]


async def test_columns_know_what_may_be_left_out(zoo: Catalogue) -> None:
    columns = {column.name: column for column in named(zoo.tables, "animals").columns}
    assert [name for name, column in columns.items() if column.generated] == ["id", "doubled"]
    assert [name for name, column in columns.items() if not column.nullable] == [
        "id", "seen", "moods", "weight", "born", "payloads",
    ]  # fmt: skip
    assert {name for name, column in columns.items() if column.has_default} == {
        "id",
        "seen",
        "moods",
        "doubled",
        "born",
    }
    assert columns["nick"].comment is not None
    assert columns["nick"].comment.startswith("What its keepers call it")


async def test_types_are_resolved(zoo: Catalogue) -> None:
    types = {column.name: column.type for column in named(zoo.tables, "animals").columns}
    assert types["nick"] == Type("text")
    assert types["moods"] == Type("mood", is_array=True, enum="mood")
    assert types["payloads"] == Type("jsonb", is_array=True)
    assert types["parts"] == Type("pair", relation="pair")
    assert [enum.labels for enum in zoo.enums if enum.name == "mood"] == [["fine", "so 'so'", 'bad "day"']]


async def test_relationships_know_when_there_is_only_one(zoo: Catalogue) -> None:
    found = {link.name: link for table in zoo.tables for link in table.relationships}
    assert found["keepers_animal_id_fkey"].is_one_to_one
    assert not found["keepers_boss_id_fkey"].is_one_to_one
    pen = found["pens_animal_id_seen_fkey"]
    assert (pen.is_one_to_one, pen.columns, pen.referenced_columns) == (True, ["animal_id", "seen"], ["id", "seen"])
    assert not found["video_chunks_creator_id_video_id_fkey"].is_one_to_one
    assert named(zoo.tables, "pens").primary_key == ["animal_id", "seen"]


async def test_functions_are_those_that_can_be_called_by_name(zoo: Catalogue) -> None:
    names = [function.name for function in zoo.functions]
    assert "without_names" not in names
    assert "on_change" not in names
    assert names.count("give_more") == 2
    search = next(function for function in zoo.functions if function.name == "search_video_chunks")
    assert [(argument.name, argument.has_default) for argument in search.arguments] == [
        ("query_embedding", False), ("match_count", True), ("similarity_threshold", True), ("filter_video_ids", True),
    ]  # fmt: skip
    assert search.returns_set
    assert len(search.columns) == 6


async def test_views_say_whether_they_can_be_written(zoo: Catalogue) -> None:
    counted, light = named(zoo.views, "counted"), named(zoo.views, "light")
    assert not counted.insertable
    assert light.insertable
    assert light.updatable
    assert all(column.nullable for column in [*counted.columns, *light.columns])
