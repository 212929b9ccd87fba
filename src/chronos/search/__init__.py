"""From a question to ranked moments."""

from chronos.search.moments import Found, clean_query, find_moments

__all__ = ["Found", "clean_query", "find_moments"]
