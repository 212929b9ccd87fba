"""The checks of the server."""

from datetime import timedelta

import psycopg
import pytest

from chronos.operations.doctor.server import (
    check_clock,
    check_connections,
    check_pgvector,
    check_server,
    judge_connections,
    judge_skew,
)
from tests.conftest import Ask


async def test_embedded_server_passes(ask: Ask) -> None:
    for check in (check_server, check_pgvector, check_clock):
        assert (await ask(check)).verdict == "ok"
    assert "of 60 connections" in (await ask(check_connections)).evidence


async def test_missing_pgvector_is_a_failure(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("drop extension vector cascade")
    told = await ask(check_pgvector)
    assert told.verdict == "fail"
    assert "create extension vector" in told.remedy


async def test_old_pgvector_is_a_failure(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("update pg_extension set extversion = '0.7.4' where extname = 'vector'")
    told = await ask(check_pgvector)
    assert (told.verdict, told.evidence) == ("fail", "version 0.7.4")
    superuser.execute("update pg_extension set extversion = '0.10.0' where extname = 'vector'")
    assert (await ask(check_pgvector)).verdict == "ok"


@pytest.mark.parametrize(("seconds", "verdict"), [(0.5, "ok"), (-5, "warn"), (120, "fail"), (-7200, "fail")])
def test_clocks_that_differ(seconds: float, verdict: str) -> None:
    told = judge_skew(timedelta(seconds=seconds))
    assert told.verdict == verdict
    assert ("ahead" if seconds > 0 else "behind") in told.evidence


def test_connections_that_run_out() -> None:
    assert judge_connections(10, 60).verdict == "ok"
    assert judge_connections(55, 60).verdict == "warn"
