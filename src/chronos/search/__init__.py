"""From a question to ranked moments."""

from chronos.search.cache import SearchCache
from chronos.search.clean_query import MAX_QUERY_CHARACTERS, clean_query
from chronos.search.compute import compute
from chronos.search.framing import unframed
from chronos.search.moments import Engine, find_moments
from chronos.search.notes import FoundNote, find_notes
from chronos.search.passages import read_passages
from chronos.search.rank import NOTHING, Found
from chronos.search.read_ahead import Ahead, read_ahead
from chronos.search.read_around import read_around
from chronos.search.scope import EVERYTHING, Scope, resolve_scope
from chronos.search.transcript import find_words

__all__ = [
    "EVERYTHING",
    "MAX_QUERY_CHARACTERS",
    "NOTHING",
    "Ahead",
    "Engine",
    "Found",
    "FoundNote",
    "Scope",
    "SearchCache",
    "clean_query",
    "compute",
    "find_moments",
    "find_notes",
    "find_words",
    "read_ahead",
    "read_around",
    "read_passages",
    "resolve_scope",
    "unframed",
]
