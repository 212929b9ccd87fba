"""Check of the claims contract: somebody made up acts, is held back where it must be, and leaves no trace."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg

from chronos.db import Owner, enter_as, fetch_one, load_queries
from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId
from chronos.operations.doctor.diagnosis import Diagnosis, failed, well

STEPS = ("uploading", "transcribing", "processing", "embedding", "completed")

_QUERIES = load_queries("chronos.operations.doctor")


async def check_claims(connection: Owner) -> Diagnosis:
    """A student sees its creator's video and nothing else; neither it nor its creator can become more than they are."""
    async with connection.transaction(force_rollback=True):
        world = await _made_up(connection)
        wrong = [complaint async for complaint in _complaints(connection, world)]
    if wrong:
        remedy = "Compare the policies and grants with the migrations; `chronos db why` explains a row."
        return failed("claims", "; ".join(wrong), remedy)
    return well("claims", "a made-up student and creator see their own and nothing else")


async def _made_up(connection: Owner) -> dict[str, UUID]:
    """Two creators, each with a video and two students; one of the students has a conversation."""
    world = {}
    for who in ("other", "own"):
        world[who] = (await fetch_one(connection, _QUERIES["probe_creator"]))["id"]
        world[f"{who}_video"] = (await fetch_one(connection, _QUERIES["probe_video"], {"creator": world[who]}))["id"]
        for step in STEPS:
            await connection.execute(_QUERIES["probe_step"], {"step": step, "video": world[f"{who}_video"]})
        for _ in range(2):
            world["student"] = (await fetch_one(connection, _QUERIES["probe_student"], {"creator": world[who]}))["id"]
    people = {"creator": world["own"], "student": world["student"]}
    world["session"] = (await fetch_one(connection, _QUERIES["probe_session"], people))["id"]
    return world


async def _complaints(connection: Owner, world: Mapping[str, UUID]) -> AsyncIterator[str]:
    student = Actor("authenticated", subject=world["student"], student_id=StudentId(world["student"]))
    creator = Actor("authenticated", subject=uuid4(), creator_id=CreatorId(world["own"]))
    liar = Actor("authenticated", subject=uuid4())
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
        yield "somebody without a token can read videos"
    claims = {"user_metadata": {"creator_id": str(world["own"])}}
    # The one is the tenant's, the other the creator's: who is asking is looked up for each in its own way.
    for statement, values in ((_QUERIES["probe_videos"], own_video), (_QUERIES["probe_students"], own_people)):
        if await _sees(connection, liar, statement, values, claims) != (0, 0):
            yield "user_metadata, which users write themselves, is believed"
            break


async def _sees(
    connection: Owner,
    actor: Actor,
    statement: LiteralString,
    values: Mapping[str, Any],
    claims: Mapping[str, Any] | None = None,
) -> tuple[int, int] | None:
    """How many rows the actor sees, and how many of them are not its own; None when it may not even ask."""
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
