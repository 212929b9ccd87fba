"""Listings read their own range of names and nothing else."""

import json
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from chronos.db import Database, load_queries
from chronos.db.pool import ENTER
from chronos.model import Actor
from chronos.storage.list_objects import Listing, list_entries
from tests.conftest import ADatabase
from tests.factories import a_creator, as_creator

QUERY = load_queries("chronos.storage")["list_entries"]


async def two_creators(db: Database) -> tuple[Actor, Actor]:
    """Each with 100 folders of 100 objects."""
    async with db.as_service("test") as tx:
        actors = as_creator(await a_creator(tx)), as_creator(await a_creator(tx, name="Eve"))
        for actor in actors:
            await tx.execute(
                "insert into storage.objects (bucket_id, name) select 'user-uploads', "
                "%(id)s::text || '/folder ' || f || '/' || o || '.txt' from generate_series(1, 100) f, "
                "generate_series(1, 100) o",
                {"id": str(actor.creator_id)},
            )
    return actors


async def test_pieces_of_a_folder(db: Database) -> None:
    actor, other = await two_creators(db)
    folder = f"{actor.creator_id}/"
    async with db.acting_as(actor) as tx:
        first = await list_entries(tx, "user-uploads", Listing(prefix=folder, limit=60))
        rest = await list_entries(tx, "user-uploads", Listing(prefix=folder, limit=60, offset=60))
        assert [entry.entry for entry in first + rest] == sorted(f"folder {number}" for number in range(1, 101))
        assert all(entry.is_folder and entry.id is None for entry in first + rest)
        objects = await list_entries(tx, "user-uploads", Listing(prefix=f"{folder}folder 1/", search="10"))
        assert [entry.entry for entry in objects] == ["10.txt", "100.txt"]
        everything = Listing(prefix=folder, by_folder=False, limit=20_000)
        assert len(await list_entries(tx, "user-uploads", everything)) == 10_000
        assert await list_entries(tx, "user-uploads", Listing(prefix=f"{other.creator_id}/")) == []
        assert await list_entries(tx, "videos", Listing(prefix=folder)) == []


async def test_the_index_gives_the_range(db: Database, database: ADatabase) -> None:
    actor, _ = await two_creators(db)
    values = {
        "bucket": "user-uploads",
        "prefix": f"{actor.creator_id}/folder 7/",
        "highest": "\U0010ffff",
        "search": "",
        "by_folder": True,
        "column": "name",
        "descending": False,
        "limit": 100,
        "offset": 0,
    }
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("analyze storage.objects")
    with psycopg.connect(database.login_url) as connection:
        connection.execute(ENTER, {"role": actor.role, "claims": Jsonb(dict(actor.claims)), "timeout": "8s"})
        row = connection.execute(b"explain (analyze, format json) " + QUERY.encode(), values).fetchone()
    assert row
    [scan] = [node for node in nodes(row[0][0]["Plan"]) if node.get("Relation Name") == "objects"]
    told = json.dumps(scan)
    assert scan.get("Index Name", told).find("idx_objects_bucket_id_name") >= 0, told
    assert "name >=" in told.replace("(name)::text", "name")
    assert scan["Actual Rows"] == 100
    assert scan.get("Rows Removed by Filter", 0) == 0


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The plan's nodes, outermost first."""
    return [plan] + [node for child in plan.get("Plans", []) for node in nodes(child)]
