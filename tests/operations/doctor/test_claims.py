"""The check of the claims contract finds loosened policies and leaves no trace."""

import psycopg
import pytest

from chronos.db import Database
from chronos.operations.doctor.claims import check_claims
from tests.conftest import Ask
from tests.policies.world import a_world


async def test_world_passes_and_stays_as_it_was(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    await a_world(db)
    tables = (b"creators", b"students", b"videos", b"chat_sessions", b"private.video_status_changes")

    def counts() -> list[object]:
        return [superuser.execute(b"select count(*) from " + table).fetchone() for table in tables]

    before = counts()
    assert (await ask(check_claims)).verdict == "ok"
    assert counts() == before


ANYBODY = "create policy loose on {0} for {1} to authenticated {2}"


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        (ANYBODY.format("videos", "select", "using (true)"), "a student does not see exactly its own videos"),
        ("drop policy videos_select on videos", "a creator does not see exactly its own videos"),
        ("revoke select on videos from authenticated", "a student does not see exactly its own videos"),
        (ANYBODY.format("students", "select", "using (true)"), "a student does not see exactly its own students"),
        ("grant update on creators to authenticated", "a creator can raise its own tier"),
        (ANYBODY.format("videos", "insert", "with check (true)"), "another creator's library"),
        (ANYBODY.format("chat_messages", "insert", "with check (true)"), "a student can write as the assistant"),
        (
            "grant usage on schema public to anon; grant select on videos to anon",
            "videos can be read without a token",
        ),
        (
            "create or replace function private.claimed_id(which text) returns uuid language sql stable as "
            "$$ select coalesce(c -> 'app_metadata' ->> which, c -> 'user_metadata' ->> which)::uuid "
            "from (select current_setting('request.jwt.claims', true)::jsonb as c) as claims $$",
            "user_metadata, which users write themselves, is trusted",
        ),
        (
            "create or replace function private.acting_staff(out creator_id uuid, out role staff_role) "
            "language sql stable as $$ "
            "select coalesce(c -> 'app_metadata' ->> 'creator_id', c -> 'user_metadata' ->> 'creator_id')::uuid, "
            "'owner'::public.staff_role "
            "from (select current_setting('request.jwt.claims', true)::jsonb as c) as claims $$",
            "user_metadata, which users write themselves, is trusted",
        ),
        (
            "create or replace function private.acting_tenant() returns uuid language sql stable as $$ "
            "select (current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'creator_id')::uuid $$",
            "user_metadata, which users write themselves, is trusted",
        ),
    ],
)
async def test_loosened_rule_is_a_failure(ask: Ask, superuser: psycopg.Connection, damage: str, evidence: str) -> None:
    superuser.execute(damage.encode())
    told = await ask(check_claims)
    assert told.verdict == "fail"
    assert evidence in told.evidence
