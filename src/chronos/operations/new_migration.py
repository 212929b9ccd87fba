"""A new migration's file: named so that it comes after every other."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chronos.db import migrate
from chronos.errors import Invalid

MAX_NAME_CHARACTERS = 80
_STAMP = "%Y%m%d%H%M%S"

_HEADER = """\
-- {title}.
--
-- One transaction, here and in the Supabase CLI: no BEGIN or COMMIT, no CREATE INDEX CONCURRENTLY, no VACUUM.
-- A new table needs Row Level Security, enabled and forced; a policy per command and role; grants by name to
-- authenticated and service_role; an index on every foreign key; comments on it and on each column with a meaning.
-- A function needs `set search_path = pg_catalog, pg_temp` and qualified names: with pg_temp unnamed, and so first, a
-- caller's own types and tables would run as the function's owner.
"""


def new_migration(directory: Path, name: str, now: datetime) -> Path:
    """Write `<UTC timestamp>_<name>.sql` with a short header into `directory`, after its last migration; its path.

    Raises Invalid when there is no such directory or nothing of the name is left.
    """
    if not directory.is_dir():
        raise Invalid(
            f"There is no folder {directory}: run this in the root of the checkout, or name it with --directory.",
            code="file_unreadable",
        )
    words = re.findall(r"[a-z0-9]+", name.lower())
    plain = "_".join(words)[:MAX_NAME_CHARACTERS].rstrip("_")
    if not plain:
        raise Invalid("A migration needs a name of letters or digits, e.g. `chronos db new add_tags`.")
    path = directory / f"{_next_version(directory, now)}_{plain}.sql"
    with path.open("x") as file:
        file.write(_HEADER.format(title=plain.replace("_", " ").capitalize()))
    return path


def _next_version(directory: Path, now: datetime) -> str:
    """The present second, or the one after the last migration, which a fast clock may have put into the future."""
    versions = [match[1] for path in directory.iterdir() if (match := migrate.FILE_NAME.match(path.name))]
    version = now.astimezone(UTC).strftime(_STAMP)
    last = max(versions, default="")
    if version > last:
        return version
    try:
        return (datetime.strptime(last, _STAMP) + timedelta(seconds=1)).strftime(_STAMP)
    except ValueError:  # digits, and yet no time
        return str(int(last) + 1)
