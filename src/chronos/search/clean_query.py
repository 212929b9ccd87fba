"""Clean a query: what people, programs and files give as a question, as search takes it."""

import unicodedata

from chronos.errors import Invalid

MAX_QUERY_CHARACTERS = 2_000


def clean_query(query: str) -> str:
    """`query` on one line, each letter in its one form. Raises Invalid when nothing is asked, or too much."""
    # Half of a surrogate pair is no character, and no database takes it.
    query = query.replace("\0", " ").encode("utf-8", "replace").decode()
    query = " ".join(unicodedata.normalize("NFC", query).split())
    if not any(unicodedata.category(character)[0] not in "CZ" for character in query):  # all of it is invisible
        raise Invalid("Ask something: the question is empty.", code="query_empty")
    if len(query) > MAX_QUERY_CHARACTERS:
        raise Invalid(f"The question is longer than {MAX_QUERY_CHARACTERS} characters.", code="query_too_long")
    return query
