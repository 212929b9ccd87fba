"""Lints: what must not be found in a database of Chronos, asked of the system catalogue."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from chronos.db import load_queries

LINTS = load_queries("chronos.operations", "lints.sql")

# What to do about each. A lint without a remedy fails the suite.
REMEDIES = {
    "unindexed_foreign_key": "Create an index that begins with the key's columns.",
    "policy_calls_per_row": "Wrap the call: (select private.acting_creator()).",
    "several_permissive_policies": "Join them into one policy for this table, command and role.",
    "security_definer_view": "Set security_invoker = true on the view.",
    "readable_materialized_view": "Revoke the grant, or make it a plain view with security_invoker = true.",
    "exposed_security_definer_function": "Revoke execute, or move the function to schema private.",
    "mutable_search_path": "Add set search_path = pg_catalog, pg_temp and qualify every other name in the function.",
    "extension_in_public": "Move the extension to schema extensions.",
    "row_level_security_off": "Enable and force row level security on the table.",
    "always_true_policy": "Compare the row with who is asking.",
    "listable_public_bucket": "Leave the bucket out of the policy: its objects are reached by their address.",
    "granted_to_anon": "Revoke it: no row is read without a token.",
    "granted_past_the_policies": "Revoke it: policies do not guard this.",
    "open_default_privileges": "Revoke it: alter default privileges … revoke … from …, and grant each object by name.",
    "temporary_objects": "Revoke it: revoke temporary on database … from public.",
    "callers_types_in_function": "Give the parameter or result a type of pg_catalog or of our schemas.",
    "cast_or_operator": "Drop it, and call a function instead.",
    "owned_by_a_caller": "Give it to the owner of the schema.",
    "policy_without_role": "Name the role: create policy … to authenticated.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a lint found: `subject` is the object, `detail` what is wrong with it."""

    lint: str
    subject: str
    detail: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.lint]


async def run_lints(connection: psycopg.AsyncConnection[Any]) -> list[Finding]:
    """Everything that any lint finds, by lint and subject. Needs a role that may see the catalogue, e.g. `postgres`."""
    findings = []
    async with connection.cursor(row_factory=tuple_row) as cursor:
        for lint, statement in LINTS.items():
            await cursor.execute(statement)
            findings += [Finding(lint, *row) for row in await cursor.fetchall()]
    return sorted(findings, key=lambda finding: (finding.lint, finding.subject, finding.detail))
