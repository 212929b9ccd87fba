"""Check the claims contract: probes act as students and creators, and everything is rolled back."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg

from chronos.db import Diagnosis, Owner, enter_as, fail, fetch_one, load_queries, ok
from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId
from chronos.pipeline import STATUSES

_QUERIES = load_queries("chronos.operations.doctor")


async def check_claims(connection: Owner) -> Diagnosis:
    """Check that students and creators see their own rows only, and cannot raise their rights."""
    async with connection.transaction(force_rollback=True):
        world = await _make_world(connection)
        wrong = [complaint async for complaint in _complaints(connection, world)]
    if wrong:
        remedy = "Compare the policies and grants with the migrations; `chronos db why` explains a row."
        return fail("claims", "; ".join(wrong), remedy)
    return ok("claims", "a probe student and creator see their own rows only")


CHECKS = (check_claims,)


async def _make_world(connection: Owner) -> dict[str, UUID]:
    """Insert two creators, each with a video and two students; one student has a session."""
    world = {}
    for who in ("other", "own"):
        world[who] = (await fetch_one(connection, _QUERIES["probe_creator"]))["id"]
        world[f"{who}_video"] = (await fetch_one(connection, _QUERIES["probe_video"], {"creator": world[who]}))["id"]
        for step in STATUSES[1:]:
            await connection.execute(_QUERIES["probe_step"], {"step": step, "video": world[f"{who}_video"]})
        for _ in range(2):
            world["student"] = (await fetch_one(connection, _QUERIES["probe_student"], {"creator": world[who]}))["id"]
    people = {"creator": world["own"], "student": world["student"]}
    world["session"] = (await fetch_one(connection, _QUERIES["probe_session"], people))["id"]
    return world


async def _complaints(connection: Owner, world: Mapping[str, UUID]) -> AsyncIterator[str]:
    student = Actor("authenticated", subject=world["student"], student_id=StudentId(world["student"]))
    creator = Actor("authenticated", subject=uuid4(), creator_id=CreatorId(world["own"]))
    own_video, own_people = {"video": world["own_video"]}, {"creator": world["own"]}
    for actor, who, students in ((student, "a student", 1), (creator, "a creator", 2)):
        if await _sees(connection, actor, _QUERIES["probe_videos"], own_video) != (1, 0):
            yield f"{who} does not see exactly its own videos"
        if await _sees(connection, actor, _QUERIES["probe_students"], own_people) != (students, 0):
            yield f"{who} does not see exactly its own students"
        if not await _is_refused(connection, actor, _QUERIES["probe_raise_tier"]):
            yield f"{who} can raise its own tier"
        if not await _is_refused(connection, actor, _QUERIES["probe_add_foreign_video"], {"creator": world["other"]}):
            yield f"{who} can add a video to another creator's library"
        if not await _is_refused(
            connection, actor, _QUERIES["probe_speak_as_assistant"], {"session": world["session"]}
        ):
            yield f"{who} can write as the assistant"
    if not await _is_refused(connection, ANONYMOUS, _QUERIES["probe_videos"], own_video):
        yield "videos can be read without a token"
    if await _believes_a_lie(connection, world):
        yield "user_metadata, which users write themselves, is trusted"


async def _believes_a_lie(connection: Owner, world: Mapping[str, UUID]) -> bool:
    """Return whether a stranger sees anything by what `user_metadata` says.

    Videos compare the tenant, students the creator: each looks the caller up in its own way.
    """
    liar = Actor("authenticated", subject=uuid4())
    for lie in ({"creator_id": str(world["own"])}, {"student_id": str(world["student"])}):
        claims = {"user_metadata": lie}
        videos = await _sees(connection, liar, _QUERIES["probe_videos"], {"video": world["own_video"]}, claims)
        people = await _sees(connection, liar, _QUERIES["probe_students"], {"creator": world["own"]}, claims)
        if (videos, people) != ((0, 0), (0, 0)):
            return True
    return False


async def _sees(
    connection: Owner,
    actor: Actor,
    statement: LiteralString,
    values: Mapping[str, Any],
    claims: Mapping[str, Any] | None = None,
) -> tuple[int, int] | None:
    """Count the rows that the actor sees and the foreign ones among them; None when the statement is refused."""
    try:
        async with connection.transaction(force_rollback=True):
            await _become(connection, actor, claims or {})
            row = await fetch_one(connection, statement, dict(values))
    except psycopg.errors.InsufficientPrivilege:
        return None
    return row["visible"], row["foreign_ones"]


async def _is_refused(
    connection: Owner, actor: Actor, statement: LiteralString, values: Mapping[str, Any] | None = None
) -> bool:
    try:
        async with connection.transaction(force_rollback=True):
            await _become(connection, actor, {})
            await connection.execute(statement, values)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


async def _become(connection: Owner, actor: Actor, claims: Mapping[str, Any]) -> None:
    await connection.execute(*enter_as(actor, claims=claims))
