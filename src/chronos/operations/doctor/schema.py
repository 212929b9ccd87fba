"""Checks of tables, policies and buckets."""

from chronos.db import Owner, fetch, load_queries, migrate
from chronos.db.queue_schema import installed_queue_version, queue_version
from chronos.operations.doctor.diagnosis import Diagnosis, failed, listed, warned, well
from chronos.operations.lints import run_lints

PUSH = "Run `chronos db push`."
MEGABYTE = 1024 * 1024

# As the migration makes them: public, limit in bytes, types.
BUCKETS = {
    "videos": (False, 500 * MEGABYTE, ["video/*", "audio/*"]),
    "thumbnails": (True, 5 * MEGABYTE, ["image/*"]),
    "user-uploads": (False, 500 * MEGABYTE, None),
}

_QUERIES = load_queries("chronos.operations.doctor")


async def check_migrations(url: str) -> Diagnosis:
    """Every migration is applied, and no other."""
    states = await migrate.status(url, migrate.load_migrations())
    missing = [f"{state.version}_{state.name}" for state in states if not state.in_database]
    unknown = [f"{state.version}_{state.name}" for state in states if not state.in_files]
    if missing:
        return failed("migrations", f"{len(missing)} not applied: {listed(missing)}", PUSH)
    if unknown:
        evidence = f"{len(unknown)} applied that this version does not have: {listed(unknown)}"
        return warned("migrations", evidence, "Update Chronos, unless these migrations are your own.")
    return well("migrations", f"all {len(states)} are applied")


async def check_queue_schema(connection: Owner) -> Diagnosis:
    """The queue's tables are those that the installed library expects."""
    there, installed = await queue_version(connection), installed_queue_version()
    if there is None:
        return failed("queue schema", "the job queue has no tables", PUSH)
    if there < installed:
        return failed("queue schema", f"the tables are as of {there}, the library as of {installed}", PUSH)
    if there > installed:
        return failed("queue schema", f"the tables are as of {there}, the library as of {installed}", "Update Chronos.")
    return well("queue schema", f"as of {there}")


async def check_row_level_security(connection: Owner) -> Diagnosis:
    """Policies guard every table, its owner included."""
    wrong = []
    tables = await fetch(connection, _QUERIES["guards"])
    for table in tables:
        ours = not table["name"].startswith("storage.")  # those are the platform's: it does not force
        if not table["is_on"]:
            wrong.append(f"{table['name']} (off)")
        elif ours and not table["is_forced"]:
            wrong.append(f"{table['name']} (not forced)")
        elif table["is_open"] and not table["has_policies"]:
            wrong.append(f"{table['name']} (no policy)")
    if wrong:
        remedy = "alter table … enable row level security, force row level security; and give each table its policies."
        return failed("row level security", listed(wrong), remedy)
    return well("row level security", f"on for all {len(tables)} tables")


async def check_lints(connection: Owner) -> Diagnosis:
    """The published lints find nothing."""
    findings = await run_lints(connection)
    if findings:
        evidence = listed([f"{finding.lint}: {finding.subject} ({finding.detail})" for finding in findings])
        return failed("lints", evidence, findings[0].remedy)
    return well("lints", "nothing found")


async def check_buckets(connection: Owner) -> Diagnosis:
    """The buckets are as specified."""
    there = {
        row["id"]: (row["public"], row["file_size_limit"], row["allowed_mime_types"])
        for row in await fetch(connection, _QUERIES["buckets"])
    }
    wrong = [name for name, wanted in BUCKETS.items() if there.get(name) != wanted]
    if wrong:
        described = [f"{name} is {'missing' if name not in there else 'changed'}" for name in wrong]
        remedy = "Set them as in supabase/migrations/20250101000004_row_level_security.sql."
        return failed("buckets", listed(described), remedy)
    return well("buckets", listed(list(BUCKETS)))
