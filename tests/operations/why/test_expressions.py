"""Policies' expressions taken apart, as PostgreSQL prints them."""

import psycopg
import pytest

from chronos.operations.why.expressions import Expression, take_apart
from tests.conftest import ADatabase


@pytest.mark.parametrize(
    ("text", "join", "parts"),
    [
        ("(a = 1)", None, []),
        ("((a = 1) AND (b = 2))", "AND", ["a = 1", "b = 2"]),
        ("(is_published AND (b IS NULL))", "AND", ["is_published", "b IS NULL"]),
        ("((a = 1) OR ((b = 2) AND c))", "OR", ["a = 1", "(b = 2) AND c"]),
        ("((a = ' AND ') AND (b = 'it''s (')) ", "AND", ["a = ' AND '", "b = 'it''s ('"]),
        ('("a AND b" OR ("(" = 1))', "OR", ['"a AND b"', '"(" = 1']),
        ("(NOT (a AND b))", None, []),
        ("(x IN ( SELECT y.x\n   FROM y\n  WHERE ((y.a = 1) AND (y.b = 2))))", None, []),
        ("((f(a, b))[1] = 'x'::text)", None, []),
    ],
)
def test_and_and_or_are_found_where_they_join(text: str, join: str | None, parts: list[str]) -> None:
    found = take_apart(text)
    assert found.join == join
    assert [part.text for part in found.parts] == parts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "(creator_id = ( SELECT private.acting_creator() AS acting_creator))",
            "creator_id = private.acting_creator()",
        ),
        ("( SELECT private.acts_as_creator() AS acts_as_creator)", "private.acts_as_creator()"),
        ("(a = ( SELECT (private.acting_tenant())::text AS acting_tenant))", "a = private.acting_tenant()"),
        ("(status = 'completed'::public.video_status)", "status = 'completed'"),
        ("(note = '::text'::text)", "note = '::text'"),
        ("(a IN ( SELECT b.a\n   FROM b))", "a IN ( SELECT b.a FROM b)"),
    ],
)
def test_shown_values_are_short(text: str, shown: str) -> None:
    assert take_apart(text).shown == shown


def test_the_parts_of_every_policy_mean_the_whole(database: ADatabase) -> None:
    """Joined again, the parts print as the same policy."""

    def joined(expression: Expression) -> str:
        if not expression.parts:
            return f"({expression.text})"
        return "(" + f" {expression.join} ".join(joined(part) for part in expression.parts) + ")"

    with psycopg.connect(database.url) as connection:
        connection.execute("set search_path = ''")
        policies = connection.execute(
            "select polrelid::regclass::text, pg_get_expr(polqual, polrelid), polname from pg_policy "
            "where polqual is not null and polrelid::regclass::text ~ '^(public|private)'"
        ).fetchall()
        for table, text, name in policies:
            connection.execute(f"alter policy {name} on {table} using ({joined(take_apart(text))})".encode())
        after = connection.execute(
            "select polrelid::regclass::text, pg_get_expr(polqual, polrelid), polname from pg_policy "
            "where polqual is not null and polrelid::regclass::text ~ '^(public|private)'"
        ).fetchall()
    assert len(policies) > 15
    assert sorted(after) == sorted(policies)
