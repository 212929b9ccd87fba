"""Why an actor sees a row: what is explained is what PostgreSQL does."""

from collections.abc import Sequence
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import tuple_row

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId, VideoId
from chronos.operations.why import Condition, find_reasons, is_allowed, verdict
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video, as_creator, as_student, some_chunks
from tests.policies.world import a_world

SERVICE = Actor("service_role")


class Library:
    """Ada's two videos, one of them a draft, and who asks about them."""

    ada: CreatorId
    sam: StudentId
    shown: VideoId
    draft: VideoId


@pytest.fixture
async def library(db: Database) -> Library:
    made = Library()
    async with db.as_service("test") as tx:
        made.ada = await a_creator(tx)
        made.sam = await a_student(tx, made.ada)
        made.shown = await a_video(tx, made.ada)
        made.draft = await a_video(tx, made.ada, is_published=False)
        await some_chunks(tx, made.ada, made.shown, ["one two"], vectors=[[1.0]])
    return made


async def test_a_draft_is_not_a_students(database: ADatabase, library: Library) -> None:
    reasons = await find_reasons(database.url, "videos", str(library.draft), as_student(library.sam))
    assert (reasons.table, reasons.row_exists, reasons.sees) == ("public.videos", True, False)
    assert verdict(reasons) == "No: policy videos_select needs (private.acts_as_creator() or is_published)."
    assert reasons.row["is_published"] == "false"
    assert reasons.person is not None
    assert (reasons.person.name, reasons.person.creator_name) == ("Sam", "Ada")
    assert reasons.acting["acting_student"] == library.sam
    [condition] = reasons.policies[0].conditions
    assert held(condition)["creator_id = private.acting_tenant()"] is True
    assert held(condition)["is_published"] is False


async def test_what_may_be_seen_says_by_which_policy(database: ADatabase, library: Library) -> None:
    for actor in (as_student(library.sam), as_creator(library.ada)):
        reasons = await find_reasons(database.url, "public.videos", str(library.shown), actor)
        assert verdict(reasons) == "Yes: policy videos_select allows it."
        assert reasons.sees is True


async def test_grants_come_first(database: ADatabase, library: Library) -> None:
    reasons = await find_reasons(database.url, "videos", str(library.shown), ANONYMOUS)
    assert verdict(reasons) == "No: role anon has no grant to select on public.videos."
    assert reasons.acting == {}
    reasons = await find_reasons(database.url, "video_status_changes", "1", ANONYMOUS)
    assert verdict(reasons) == "No: role anon may not use the schema of private.video_status_changes."
    reasons = await find_reasons(database.url, "videos", str(library.draft), SERVICE)
    assert verdict(reasons) == "Yes: role service_role bypasses policies and has the grant."


async def test_who_is_not_active_is_said_first(database: ADatabase, db: Database, library: Library) -> None:
    student = as_student(library.sam)
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")
    reasons = await find_reasons(database.url, "videos", str(library.shown), student)
    assert verdict(reasons) == "No: student Sam is not active."
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = true")
        await tx.execute("update creators set is_active = false")
    reasons = await find_reasons(database.url, "videos", str(library.shown), student)
    assert verdict(reasons) == "No: Ada, the creator of student Sam, is not active."
    nobody = Actor("authenticated", subject=uuid4(), creator_id=CreatorId(uuid4()))
    reasons = await find_reasons(database.url, "videos", str(library.shown), nobody)
    assert verdict(reasons) == "No: the claims name no existing creator or student."


async def test_a_missing_row_has_no_owner(database: ADatabase, library: Library) -> None:
    reasons = await find_reasons(database.url, "videos", str(library.ada), SERVICE)
    assert verdict(reasons) == f"No: public.videos has no row {library.ada}."


async def test_commands_have_policies_of_their_own(database: ADatabase, library: Library) -> None:
    student, creator = as_student(library.sam), as_creator(library.ada)
    reasons = await find_reasons(database.url, "videos", str(library.shown), creator, "update")
    assert verdict(reasons) == "Yes: policy videos_update allows it."
    assert "status" not in (reasons.grants.on_columns or ())
    reasons = await find_reasons(database.url, "videos", str(library.shown), student, "delete")
    assert verdict(reasons) == "No: policy videos_delete needs creator_id = private.editing_creator()."
    reasons = await find_reasons(database.url, "video_analytics", str(uuid4()), creator, "insert")
    assert not reasons.grants.suffice


async def test_policies_of_every_kind(database: ADatabase, library: Library) -> None:
    student = as_student(library.sam)

    async def answer(change: str) -> str:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(change.encode())
        return verdict(await find_reasons(database.url, "videos", str(library.shown), student))

    assert "Yes" in await answer("create policy r on videos as restrictive to authenticated using (title like '%ntr%')")
    assert await answer("alter policy r on videos using (title like '%x%')") == "No: policy r needs title ~~ '%x%'."
    broken = await answer("alter policy r on videos using (1 / progress < 0 and 1 / (progress - progress) > 0)")
    assert broken.startswith("No: policy r needs ")
    assert "division by zero" in broken
    assert "Yes: Row Level Security is off" in await answer("alter table videos disable row level security")
    assert await answer("alter table videos enable row level security; drop policy r on videos; "
                        "drop policy videos_select on videos") == (
        "No: no policy of public.videos allows role authenticated to select."
    )  # fmt: skip


async def test_nothing_is_changed_and_nothing_kept(database: ADatabase, library: Library) -> None:
    await find_reasons(database.url, "videos", str(library.shown), as_student(library.sam), "delete")
    assert (await find_reasons(database.url, "videos", str(library.shown), SERVICE)).sees


@pytest.mark.parametrize(
    "table", ["nope", "videos; drop table videos", "pg_catalog.pg_authid", "auth.users", '"videos"']
)
async def test_a_table_that_is_not_there_is_refused(database: ADatabase, table: str) -> None:
    with pytest.raises(NotFound, match=r"Tables: public\.chat_messages, "):
        await find_reasons(database.url, table, "1", SERVICE)


async def test_keys_that_cannot_be_one_are_refused(database: ADatabase, library: Library) -> None:
    with pytest.raises(Invalid, match="wrong form"):
        await find_reasons(database.url, "videos", "' or true --", SERVICE)
    with pytest.raises(Invalid, match="is video_id, start_seconds: give all of it"):
        await find_reasons(database.url, "transcript_windows", "1", SERVICE)
    with pytest.raises(Invalid, match="has no primary key"):
        await find_reasons(database.url, "vector_index_stats", "1", SERVICE)


async def test_only_the_owner_can_ask(database: ADatabase, library: Library) -> None:
    with pytest.raises(NotAllowed, match="Log in as the owner"):
        await find_reasons(database.login_url, "videos", str(library.shown), SERVICE)


TABLES = ["public.videos", "public.video_chunks", "public.course_modules", "public.chat_messages", "public.students",
          "private.transcript_windows", "storage.objects"]  # fmt: skip
ACTORS = ["anon", "student", "inactive_student", "other_student", "creator", "assistant"]


@pytest.mark.parametrize("table", TABLES)
async def test_the_explanation_is_what_postgres_does(db: Database, database: ADatabase, table: str) -> None:
    world = await a_world(db)
    keys = await list_keys(database, table)
    assert len(keys) > 1
    for name in ACTORS:
        found = [await find_reasons(database.url, table, key, world.actors[name]) for key in keys]
        wrong = [verdict(reasons) for reasons in found if reasons.sees not in (None, is_allowed(reasons))]
        assert wrong == [], name
        assert all(is_allowed(reasons) for reasons in found if reasons.sees)


async def list_keys(database: ADatabase, table: str) -> Sequence[str]:
    columns = ("video_id", "start_seconds") if table == "private.transcript_windows" else ("id",)
    statement = sql.SQL("select concat_ws(',', {}) from {} order by 1").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*table.split("."))
    )
    async with await psycopg.AsyncConnection.connect(database.url, row_factory=tuple_row) as connection:
        return [row[0] for row in await (await connection.execute(statement)).fetchall()]


def held(condition: Condition) -> dict[str, bool | None]:
    found = {condition.text: condition.holds}
    for part in condition.parts:
        found |= held(part)
    return found
