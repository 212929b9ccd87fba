"""From a question to ranked moments."""

from chronos.search.moments import Found, find_moments

__all__ = ["Found", "find_moments"]
