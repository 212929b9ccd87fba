"""Check quotes: word for word what is said in their seconds, and none of them twice."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from chronos.chat import Citation
from chronos.model import VideoId, Word
from chronos.text import letters

ROUNDING_SECONDS = 0.05


def misquoted(quotes: Sequence[Citation], spoken: Mapping[VideoId, Sequence[Word]]) -> list[Citation]:
    """Return the quotes that are not said, word for word, from their first second to their last.

    Case, spaces and punctuation do not count; `spoken` has the words of each quoted video in order.
    """
    return [quote for quote in quotes if not _is_said(quote, spoken[quote.video_id])]


def duplicates(quotes: Sequence[Citation]) -> list[Citation]:
    """Return the quotes of one answer that repeat words or seconds of an earlier one."""
    return [later for later in quotes if any(_repeat(*pair) for pair in combinations(quotes, 2) if pair[1] is later)]


def _is_said(quote: Citation, words: Sequence[Word]) -> bool:
    begin, end = quote.start_seconds - ROUNDING_SECONDS, quote.end_seconds + ROUNDING_SECONDS
    said = letters("".join(word.text for word in words if begin <= word.start_seconds and word.end_seconds <= end))
    return bool(letters(quote.text)) and letters(quote.text) in said


def _repeat(earlier: Citation, later: Citation) -> bool:
    overlaps = later.start_seconds < earlier.end_seconds and earlier.start_seconds < later.end_seconds
    is_again = letters(later.text) in letters(earlier.text) or letters(earlier.text) in letters(later.text)
    return is_again or (overlaps and earlier.video_id == later.video_id)
