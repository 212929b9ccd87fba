"""The Pydantic models: they hold what the database gives and refuse what it would refuse."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import ValidationError

from chronos.db import Database
from chronos.operations.types.catalogue import Catalogue, Column, Relation, Type, read_catalogue
from chronos.operations.types.python import write_python
from tests.conftest import ADatabase
from tests.factories import a_creator, a_video, some_chunks
from tests.operations.types.zoo import ZOO


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # Pydantic looks up names there
    spec.loader.exec_module(module)
    return module


types = load(Path(__file__).parents[3] / "supabase" / "types" / "database.py")


async def test_rows_are_read(db: Database, database: ADatabase) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        video = await a_video(tx, creator)
        await some_chunks(tx, creator, video, ["one two"], vectors=[[1.0]])
    async with await psycopg.AsyncConnection.connect(database.url, row_factory=dict_row) as connection:
        row = await (await connection.execute("select * from videos")).fetchone()
        chunk = await (await connection.execute("select * from video_chunks")).fetchone()
        stats = await (await connection.execute("select * from vector_index_stats")).fetchone()
        as_json = await (await connection.execute("select to_jsonb(v) as row from videos v")).fetchone()
    assert as_json is not None
    read = types.VideosRow.model_validate(row)
    assert (read.id, read.status, read.metadata) == (video, "completed", {})
    assert types.VideosRow.model_validate(as_json["row"]) == read
    assert types.VideoChunksRow.model_validate(chunk).word_starts == [0, 1]
    assert types.VectorIndexStatsRow.model_validate(stats).chunks_by_model == {"test": 1}
    kept: Any = read
    with pytest.raises(ValidationError):
        kept.title = "Another"


async def test_an_insert_holds_only_the_given_values(database: ADatabase) -> None:
    insert = types.CreatorsInsert(name="Ada", settings={"a": [1, None]}, subscription_tier="pro")
    assert insert.model_dump() == {"name": "Ada", "settings": {"a": [1, None]}, "subscription_tier": "pro"}
    async with await psycopg.AsyncConnection.connect(database.url, row_factory=dict_row) as connection:
        values = {**insert.model_dump(), "settings": Jsonb(insert.settings)}
        row = await (
            await connection.execute(
                "insert into creators (name, settings, subscription_tier) "
                "values (%(name)s, %(settings)s, %(subscription_tier)s) returning *",
                values,
            )
        ).fetchone()
    assert types.CreatorsRow.model_validate(row).subscription_tier == "pro"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"name": None},
        {"name": "Ada", "id": None},
        {"name": "Ada", "subscription_tier": "gold"},
        {"name": "Ada", "is_root": True},
    ],
)
def test_an_insert_refuses_what_the_database_would(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        types.CreatorsInsert.model_validate(wrong)


def test_null_is_not_the_same_as_left_out() -> None:
    assert types.VideosUpdate(description=None).model_dump() == {"description": None}
    assert types.VideosUpdate().model_dump() == {}
    assert types.SearchVideoChunksArgs(query_embedding="[1]").model_dump() == {"query_embedding": "[1]"}


def test_comments_are_descriptions() -> None:
    assert types.VideosRow.model_fields["progress"].description == "Share of the current step that is done, 0 to 1."
    assert types.CreatorsRow.__doc__ == "Teachers: one row per tenant, to which all other rows belong."


@pytest.fixture
async def zoo_file(database: ADatabase, tmp_path: Path) -> Path:
    async with await psycopg.AsyncConnection.connect(database.url) as connection:
        await connection.execute(ZOO)
        path = tmp_path / "zoo_types.py"
        path.write_text(write_python(await read_catalogue(connection)))
        return path


def test_the_zoo_is_written_as_python(zoo_file: Path) -> None:
    zoo = load(zoo_file)
    assert set(zoo.AnimalsInsert.model_fields) & {"id", "doubled"} == set()
    inserted = zoo.AnimalsInsert.model_validate({"weight": "1.5", "payloads": [None], "odd name": "x", "mood": "fine"})
    assert inserted.model_dump(by_alias=True)["odd name"] == "x"
    assert [name for name, field in zoo.AnimalsInsert.model_fields.items() if field.is_required()] == [
        "weight", "payloads",
    ]  # fmt: skip
    assert zoo.AnimalsRow.__doc__ == 'Who lives here: "all" of them */ and a \\ too.'
    assert "so that they are wrapped" in zoo.AnimalsRow.model_fields["nick"].description
    assert zoo.GiveMoreArgs.model_fields.keys() == {"a"}
    assert zoo.GiveMore2Args.model_fields.keys() == {"a", "b"}
    assert zoo.GiveTableRow.model_fields["n"].annotation == list[int]
    assert not hasattr(zoo, "CountedInsert")
    assert not any(field.is_required() for field in zoo.LightInsert.model_fields.values())


def test_the_zoo_is_written_in_the_formatters_own_form(zoo_file: Path, repository: Path) -> None:
    for command in (["format", "--check"], ["check"]):
        subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--config", repository / "pyproject.toml", zoo_file], check=True
        )


def test_names_that_are_no_names() -> None:
    columns = [Column(name, Type("uuid"), nullable=False) for name in ("class", "1st", "a-b", "_x")]
    text = write_python(Catalogue([Relation("odd", "table", columns)], [], [], [], []))
    assert '    column_class: UUID = Field(alias="class")' in text
    assert '    column_1st: UUID = Field(alias="1st")' in text
    assert '    a_b: UUID = Field(alias="a-b")' in text
    compile(text, "odd", "exec")


def test_an_id_is_an_id() -> None:
    with pytest.raises(ValidationError):
        types.StudentsInsert.model_validate({"creator_id": "me", "name": "Sam"})
    assert types.StudentsInsert.model_validate({"creator_id": str(uuid4()), "name": "Sam"})
