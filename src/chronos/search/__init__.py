"""From a question to ranked moments."""

from chronos.search.cache import SearchCache
from chronos.search.limits import take_token
from chronos.search.moments import Engine, clean_query, find_moments
from chronos.search.rank import Found
from chronos.search.scope import EVERYTHING, Scope
from chronos.search.transcript import find_words

__all__ = [
    "EVERYTHING",
    "Engine",
    "Found",
    "Scope",
    "SearchCache",
    "clean_query",
    "find_moments",
    "find_words",
    "take_token",
]
