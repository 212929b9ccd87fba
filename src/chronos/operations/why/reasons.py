"""What decides whether an actor reaches a row, and the sentence that sums it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Command = Literal["select", "insert", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a policy's expression. `holds` None: it is null or cannot be evaluated, which `problem` explains."""

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
        """Whether it lets this row through: USING for a row that is there, WITH CHECK for one that is written."""
        return all(condition.holds for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Grants:
    """What the role was granted. `columns` None: a column means nothing to this command."""

    on_schema: bool
    on_table: bool
    on_columns: Sequence[str] | None
    bypasses: bool

    @property
    def suffice(self) -> bool:
        """Whether the command may be tried at all."""
        return self.on_schema and bool(self.on_table or self.on_columns)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the claims stand for, and the creator behind them."""

    kind: str
    name: str
    is_active: bool
    creator_id: UUID
    creator_name: str
    creator_is_active: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that decides. `sees`: what PostgreSQL says to the statement itself, for a select.

    `acting`: what the functions that policies call give for this actor; `row`: the columns that policies read.
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
    """Whether grants and policies let the command reach the row: one permissive policy and every restrictive one."""
    if not (reasons.row_exists and reasons.grants.suffice):
        return False
    if reasons.grants.bypasses or not reasons.has_policies:
        return True
    permissive = any(policy.holds for policy in reasons.policies if policy.permissive)
    return permissive and all(policy.holds for policy in reasons.policies if not policy.permissive)


def verdict(reasons: Reasons) -> str:
    """The answer and the first thing that decides it."""
    allowed = is_allowed(reasons)
    sentence = f"{'Yes' if allowed else 'No'}: {_yes(reasons) if allowed else _no(reasons)}."
    if reasons.sees is not None and reasons.sees != allowed:
        return f"{sentence} PostgreSQL itself says {'yes' if reasons.sees else 'no'}: report this as a bug."
    return sentence


def _yes(reasons: Reasons) -> str:
    if reasons.grants.bypasses:
        return f"no policy holds role {reasons.role} back, and it has the grant"
    if not reasons.has_policies:
        return f"Row Level Security is off for {reasons.table}, and role {reasons.role} has the grant"
    return f"policy {next(policy.name for policy in reasons.policies if policy.permissive and policy.holds)} lets it"


def _no(reasons: Reasons) -> str:
    if not reasons.row_exists:
        return f"{reasons.table} has no row {reasons.key}, for anybody"
    if not reasons.grants.on_schema:
        return f"role {reasons.role} may not use the schema of {reasons.table}"
    if not reasons.grants.suffice:
        return f"role {reasons.role} has no grant to {reasons.command} on {reasons.table}"
    if not any(policy.permissive for policy in reasons.policies):
        return f"no policy of {reasons.table} lets role {reasons.role} {reasons.command}"
    return _who(reasons) or "; ".join(_needs(policy) for policy in reasons.policies if not policy.holds)


def _who(reasons: Reasons) -> str | None:
    """What is wrong with the person: then no policy that asks who is asking can hold."""
    person = reasons.person
    if person is None:
        return "the claims stand for nobody: there is no such creator or student" if reasons.claims.get("sub") else None
    if not person.is_active:
        return f"{person.kind} {person.name} is not active"
    if not person.creator_is_active:
        return f"{person.creator_name}, the creator of {person.kind} {person.name}, is not active"
    return None


def _needs(policy: Policy) -> str:
    unmet = " and ".join(_unmet(condition) for condition in policy.conditions if not condition.holds)
    return f"policy {policy.name} needs {unmet}"


def _unmet(condition: Condition) -> str:
    """The least that would have to hold besides what does."""
    failing = [part for part in condition.parts if not part.holds]
    if not failing:
        return f"{condition.text} ({condition.problem})" if condition.problem else condition.text
    texts = [_unmet(part) for part in failing]
    return texts[0] if len(texts) == 1 else f"({f' {str(condition.join).lower()} '.join(texts)})"
