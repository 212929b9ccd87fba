"""The queue's connections are the service's, in schema `jobs`, without a time limit."""

from chronos.db import Outage
from chronos.jobs import build_queue
from tests.conftest import ADatabase


async def test_connections_are_the_services_in_schema_jobs(database: ADatabase) -> None:
    async with build_queue(database.login_url, Outage(database.login_url)).open_async() as queue:
        row = await queue.connector.execute_query_one_async(
            "select current_user::text as role, current_schema()::text as schema, "
            "current_setting('statement_timeout') as timeout"
        )
    assert row == {"role": "service_role", "schema": "jobs", "timeout": "0"}
