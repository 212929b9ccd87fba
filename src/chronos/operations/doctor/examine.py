"""Examine: run every check, in an order in which a failure explains those after it."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg

from chronos.db import Diagnosis, Owner, fail, owner_connection
from chronos.errors import ChronosError
from chronos.jobs import QUEUE_CHECKS
from chronos.notifications import NOTIFICATION_CHECKS
from chronos.operations.doctor import claims, machine, maintenance, schema, server
from chronos.operations.doctor.language_models import check_language_models
from chronos.providers.language import LanguageModel
from chronos.storage import BUCKET_CHECKS
from chronos.whop import INBOX_CHECKS, WHOP_CHECKS

Check = Callable[[Owner], Awaitable[Diagnosis]]

# Of a database that has every migration. A room brings the checks of what it knows.
TABLE_CHECKS: tuple[Check, ...] = (
    *schema.CHECKS,
    *claims.CHECKS,
    *maintenance.CHECKS,
    *BUCKET_CHECKS,
    *QUEUE_CHECKS,
    *INBOX_CHECKS,
    *WHOP_CHECKS,
    *NOTIFICATION_CHECKS,
)


async def examine(
    url: str,
    home: Path,
    environment_file: Path = Path(".env"),
    language_models: Mapping[str, Callable[[], LanguageModel]] = MappingProxyType({}),
) -> list[Diagnosis]:
    """Run every check of the database at `url`, as its owner, of this machine, and of language models by their names.

    A check that raises has failed. Checks of tables are skipped while migrations are missing. Raises ProviderError when
    the database cannot be reached.
    """
    found = []
    async with owner_connection(url) as connection:
        found += [await _run(check, connection) for check in server.CHECKS]
        migrations = await schema.check_migrations(url)
        found.append(migrations)
        if migrations.verdict != "fail":
            found += [await _run(check, connection) for check in TABLE_CHECKS]
    found.append(await check_language_models(language_models))
    found.append(machine.check_secrets(home, environment_file))
    found.append(machine.check_home(home))
    found.append(machine.check_disk([home]))
    found.append(maintenance.check_backups(home))
    return found


async def _run(check: Check, connection: Owner) -> Diagnosis:
    try:
        return await check(connection)
    except (psycopg.Error, ChronosError) as error:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        reason = str(error).strip().splitlines()[0]
        return fail(name, f"could not be checked: {reason}", "Read the message; `chronos db push` may help.")
