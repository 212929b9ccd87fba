"""The verdict names the first reason that decides."""

from dataclasses import replace

from chronos.operations.why import Condition, Policy, Reasons, is_allowed, verdict
from chronos.operations.why.reasons import Grants

GRANTED = Grants(on_schema=True, on_table=True, on_columns=None, bypasses=False)
HOLDS, FAILS = Condition("is_published", True, None, []), Condition("creator_id = a", False, None, [])
REASONS = Reasons(
    table="public.videos",
    key="1",
    command="select",
    role="authenticated",
    claims={},
    person=None,
    acting={},
    row_exists=True,
    row={},
    has_policies=True,
    grants=GRANTED,
    policies=[Policy("shown", True, [HOLDS], [])],
    sees=True,
)


def test_one_permissive_policy_is_enough() -> None:
    both = replace(REASONS, policies=[Policy("own", True, [FAILS], []), *REASONS.policies])
    assert verdict(both) == "Yes: policy shown allows it."


def test_every_restrictive_policy_must_hold() -> None:
    reasons = replace(REASONS, sees=False, policies=[*REASONS.policies, Policy("never", False, [FAILS], [])])
    assert not is_allowed(reasons)
    assert verdict(reasons) == "No: policy never needs creator_id = a."


def test_only_unmet_parts_are_named() -> None:
    joined = Condition("a and (b or c)", False, "AND", [HOLDS, Condition("b or c", False, "OR", [FAILS, FAILS])])
    reasons = replace(REASONS, sees=False, policies=[Policy("own", True, [joined], [])])
    assert verdict(reasons) == "No: policy own needs (creator_id = a or creator_id = a)."


def test_missing_grant_comes_before_policies() -> None:
    reasons = replace(REASONS, sees=None, grants=replace(GRANTED, on_table=False))
    assert verdict(reasons) == "No: role authenticated has no grant to select on public.videos."
    assert "may not use the schema" in verdict(replace(reasons, grants=replace(GRANTED, on_schema=False)))


def test_missing_row_comes_first() -> None:
    assert verdict(replace(REASONS, sees=None, row_exists=False)) == "No: public.videos has no row 1."


def test_disagreement_with_postgres_is_a_bug() -> None:
    assert "report this bug" in verdict(replace(REASONS, sees=False))
