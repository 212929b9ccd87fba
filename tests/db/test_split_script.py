"""Scripts are split as PostgreSQL's own parser splits them."""

from collections.abc import Iterable
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pglast.parser import ParseError, scan, split

from chronos.db import migrate
from chronos.db.split_script import split_statements

# What has a semicolon in it, or a quote that begins or ends nothing.
PIECES = (
    "select 1", "select 'a;b'", "select ''';'", "select 'it''s'", "select '--;'", "select '/*;'", r"select E'\';'",
    r"select e'\\;'", r"select '\'", r"select U&'\0061;'", "select $$;$$", "select $a$;$$;$a$", "select $a$ 'x $a$",
    "select $é$;$é$", "select 1 as \"a;b\"", 'select 1 as """;"', "select 1 -- it's; \"so\"\n", "select /* ;'\" */ 1",
    "select /* a /* ; */ $$ */ 1", "select 1 as a$b$, 2 as c$b$", "select 'a'\n';b'", "select 'é;' as é",
    "create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end",
    "select case when true then 1 end", "do $$ begin; end $$", "begin", "end", "select 1 as begin_atomic",
    "select begin atomic",
)  # fmt: skip
GAPS = ("", " ", "\n", "\t", "-- ;'\n", "/* ; */", '\n-- "\n\n')

scripts = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(PIECES), st.sampled_from(GAPS))).map(
    lambda parts: ";".join("".join(part) for part in parts)
)


def _code(statements: Iterable[str]) -> list[list[str]]:
    """The words of each statement; pieces that are only comments are none."""
    found = [
        [statement[token.start : token.end + 1] for token in scan(statement) if "COMMENT" not in token.name]
        for statement in statements
    ]
    return [words for words in found if words]


@given(scripts)
def test_random_scripts(script: str) -> None:
    assert _code(split_statements(script)) == _code(split(script))


CRUMBS = (
    "1", "'a'", "'", "''", '"', '"a"', "$$", "$a$", ";", " ", "\n", "-", "--", "/*", "*/", "/", "*", "E'", "e'\\'",
    "\\", "a", "$", "$1", "end", "case", "when true then 1", "begin atomic", "é", "_", ".", "select",
)  # fmt: skip


@given(st.lists(st.sampled_from(CRUMBS), max_size=14).map(lambda crumbs: "select " + "".join(crumbs)))
def test_random_crumbs(text: str) -> None:
    try:
        wanted = split(text)
    except ParseError:
        return
    assert _code(split_statements(text)) == _code(wanted)


@given(st.lists(st.sampled_from([*PIECES, *GAPS, ";", "'", '"', "$$", "$a$", "/*", "*/", "--"])).map("".join))
def test_nothing_is_lost(script: str) -> None:
    kept = iter("".join(split_statements(script)))
    assert all(character in kept for character in "".join(script.split()) if character != ";")


@pytest.mark.parametrize("migration", migrate.load_migrations(), ids=lambda migration: migration.file)
def test_our_own_files(migration: migrate.Migration) -> None:
    script = (files("chronos.db") / "migrations" / migration.file).read_text()
    assert _code(migration.statements) == _code(split(script))
