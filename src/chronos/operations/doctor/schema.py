"""Check the schema: migrations, Row Level Security and lints."""

from chronos.db import Diagnosis, Owner, fail, fetch, load_queries, migrate, name_some, ok, warn
from chronos.operations.lints import run_lints

PUSH = "Run `chronos db push`."

_QUERIES = load_queries("chronos.operations.doctor")


async def check_migrations(url: str) -> Diagnosis:
    """Compare the applied migrations, and their texts, with those of this version."""
    states = await migrate.status(url, migrate.load_migrations())
    changed = [f"{state.version}_{state.name}" for state in states if state.is_changed]
    if changed:
        evidence = f"{len(changed)} applied with an older text: {name_some(changed)}"
        return fail("migrations", evidence, "Run `chronos db backup`, `chronos db reset` and `chronos db restore`.")
    missing = [f"{state.version}_{state.name}" for state in states if not state.in_database]
    unknown = [f"{state.version}_{state.name}" for state in states if not state.in_files]
    if missing:
        return fail("migrations", f"{len(missing)} not applied: {name_some(missing)}", PUSH)
    if unknown:
        evidence = f"{len(unknown)} applied that are unknown to this version: {name_some(unknown)}"
        return warn("migrations", evidence, "Update Chronos, unless they are your own migrations.")
    return ok("migrations", f"all {len(states)} applied")


async def check_row_level_security(connection: Owner) -> Diagnosis:
    """Find tables that no policy guards, or not from their owner."""
    wrong = []
    tables = await fetch(connection, _QUERIES["guards"])
    for table in tables:
        ours = not table["name"].startswith("storage.")  # of the platform, which does not force it
        if not table["is_on"]:
            wrong.append(f"{table['name']} (off)")
        elif ours and not table["is_forced"]:
            wrong.append(f"{table['name']} (not forced)")
        elif table["is_open"] and not table["has_policies"]:
            wrong.append(f"{table['name']} (no policy)")
    if wrong:
        remedy = "alter table … enable row level security, force row level security; and add policies to each table."
        return fail("row level security", name_some(wrong), remedy)
    return ok("row level security", f"on for all {len(tables)} tables")


async def check_lints(connection: Owner) -> Diagnosis:
    """Run the lints."""
    findings = await run_lints(connection)
    if findings:
        evidence = name_some([f"{finding.lint}: {finding.subject} ({finding.detail})" for finding in findings])
        return fail("lints", evidence, findings[0].remedy)
    return ok("lints", "nothing found")


CHECKS = (check_row_level_security, check_lints)
