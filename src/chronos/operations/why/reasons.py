"""Reasons why an actor reaches a row or not, and the verdict in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Command = Literal["select", "insert", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a policy's expression. `holds` None: null, or not evaluated because of `problem`."""

    text: str
    holds: bool | None
    join: str | None
    parts: Sequence["Condition"]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that applies to the actor's role and the command; `columns`: what it reads of the row.

    `meaning` is its comment in the database, if it has one.
    """

    name: str
    permissive: bool
    conditions: Sequence[Condition]
    columns: Sequence[str]
    meaning: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the policy allows this row: USING for an existing row, WITH CHECK for a written one."""
        return all(condition.holds for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Grants:
    """The grants of the role. `on_columns` None: the command has no columns."""

    on_schema: bool
    on_table: bool
    on_columns: Sequence[str] | None
    bypasses: bool

    @property
    def suffice(self) -> bool:
        """Whether the grants allow the command."""
        return self.on_schema and bool(self.on_table or self.on_columns)


@dataclass(frozen=True, slots=True)
class Person:
    """The person of the claims, and their creator."""

    kind: str
    name: str
    is_active: bool
    creator_id: UUID
    creator_name: str
    creator_is_active: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that decides. `sees`: whether the statement itself finds the row, for a select.

    `acting`: the results of the functions that policies call; `row`: the columns that policies read.
    """

    table: str
    key: str
    command: Command
    role: str
    claims: Mapping[str, Any]
    person: Person | None
    acting: Mapping[str, Any]
    row_exists: bool
    row: Mapping[str, str | None]
    has_policies: bool
    grants: Grants
    policies: Sequence[Policy]
    sees: bool | None


def is_allowed(reasons: Reasons) -> bool:
    """Return whether grants, one permissive policy and every restrictive one allow the command."""
    if not (reasons.row_exists and reasons.grants.suffice):
        return False
    if reasons.grants.bypasses or not reasons.has_policies:
        return True
    permissive = any(policy.holds for policy in reasons.policies if policy.permissive)
    return permissive and all(policy.holds for policy in reasons.policies if not policy.permissive)


def verdict(reasons: Reasons) -> str:
    """Return the answer with its first reason."""
    allowed = is_allowed(reasons)
    sentence = f"{'Yes' if allowed else 'No'}: {_yes(reasons) if allowed else _no(reasons)}."
    if reasons.sees is not None and reasons.sees != allowed:
        return f"{sentence} PostgreSQL itself says {'yes' if reasons.sees else 'no'}: report this bug."
    return sentence


def _yes(reasons: Reasons) -> str:
    if reasons.grants.bypasses:
        return f"role {reasons.role} bypasses policies and has the grant"
    if not reasons.has_policies:
        return f"Row Level Security is off for {reasons.table}, and role {reasons.role} has the grant"
    return f"policy {next(policy.name for policy in reasons.policies if policy.permissive and policy.holds)} allows it"


def _no(reasons: Reasons) -> str:
    if not reasons.row_exists:
        return f"{reasons.table} has no row {reasons.key}"
    if not reasons.grants.on_schema:
        return f"role {reasons.role} may not use the schema of {reasons.table}"
    if not reasons.grants.suffice:
        return f"role {reasons.role} has no grant to {reasons.command} on {reasons.table}"
    if not any(policy.permissive for policy in reasons.policies):
        return f"no policy of {reasons.table} allows role {reasons.role} to {reasons.command}"
    return _who(reasons) or "; ".join(_needs(policy) for policy in reasons.policies if not policy.holds)


def _who(reasons: Reasons) -> str | None:
    """Return what is wrong with the person; then no policy that looks them up holds."""
    person = reasons.person
    if person is None:
        return "the claims name no existing creator or student" if reasons.claims.get("sub") else None
    if not person.is_active:
        return f"{person.kind} {person.name} is not active"
    if not person.creator_is_active:
        return f"{person.creator_name}, the creator of {person.kind} {person.name}, is not active"
    return None


def _needs(policy: Policy) -> str:
    unmet = " and ".join(_unmet(condition) for condition in policy.conditions if not condition.holds)
    return f"policy {policy.name} needs {unmet}"


def _unmet(condition: Condition) -> str:
    """Return the fewest conditions that would still have to hold."""
    failing = [part for part in condition.parts if not part.holds]
    if not failing:
        return f"{condition.text} ({condition.problem})" if condition.problem else condition.text
    texts = [_unmet(part) for part in failing]
    return texts[0] if len(texts) == 1 else f"({f' {str(condition.join).lower()} '.join(texts)})"
