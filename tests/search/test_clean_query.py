"""A query is one line of characters that the database takes, in one form."""

import pytest

from chronos.errors import Invalid
from chronos.search.clean_query import MAX_QUERY_CHARACTERS, clean_query


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        (" what\n is\tthis? ", "what is this?"),
        ("e\u0301clair", "\u00e9clair"),
        ("a\0b", "a b"),
        ("half \ud83d of a pair", "half ? of a pair"),
        ("a" * MAX_QUERY_CHARACTERS, "a" * MAX_QUERY_CHARACTERS),
    ],
    ids=["white space", "one form", "null", "surrogate", "longest"],
)
def test_query_is_cleaned(given: str, clean: str) -> None:
    assert clean_query(given) == clean


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "query_empty"),
        (" \0\n", "query_empty"),
        ("\u200b\u2060", "query_empty"),
        ("a" * (MAX_QUERY_CHARACTERS + 1), "query_too_long"),
    ],
    ids=["empty", "blank", "invisible", "too long"],
)
def test_what_cannot_be_asked_is_refused(given: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_query(given)
    assert refused.value.code == code
