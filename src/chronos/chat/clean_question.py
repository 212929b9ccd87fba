"""Clean the text of a question in a conversation, and tell questions from greetings and thanks."""

import re

from chronos.errors import Invalid
from chronos.search import clean_query

# A text of these words alone asks nothing: searched for, it would repeat the question before it or count as a gap.
_ENGLISH = """
    hi hello hey hiya yo good morning afternoon evening day night bye goodbye cheers thx ty thanks thank you so very
    much many a lot ok okay great nice cool perfect awesome super wow please lol haha welcome
"""
_GERMAN = "hallo hi moin servus guten tag morgen abend tschüss danke dank dir ihnen schön sehr vielen bitte prima"
_SPANISH = "hola buenos buenas días dias tardes noches adiós adios gracias muchas muchísimas perfecto genial vale"
_COURTESIES = frozenset(f"{_ENGLISH} {_GERMAN} {_SPANISH}".split())
_WORD = re.compile(r"[^\W_]+")


def clean_question(text: str) -> str:
    """Return a question without spaces around it. Raises Invalid (`query_empty`, `query_too_long`, `no_question`)."""
    question = clean_query(text)
    words = _WORD.findall(question.casefold())
    if words and _COURTESIES.issuperset(words) and "?" not in question:
        raise Invalid("Ask something that the videos may answer; a greeting is no question.", code="no_question")
    return question
