"""Choose the sentences to quote around a moment, so that the answer itself is among them."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from chronos.model import Passage, SpokenSentence

MAX_WORDS = 60  # of a quote, unless one sentence alone is longer
SHORT_WORDS = 15  # a quote of fewer may reach across a pause
PAUSE_SECONDS = 0.7  # after it another thought begins
LETTERS_A_WORD = 8  # at least: a script without spaces has no words to count

Quoted = tuple[int, int]  # the first sentence and the last one, both included
Joins = Callable[[SpokenSentence, SpokenSentence], bool]  # whether a sentence and the next belong in one quote


def choose_quote(passage: Passage) -> Quoted:
    """Return the run of sentences to quote: at most 60 words around the moment's own.

    What may be the answer comes first, then the rest of sentences that were cut, then the sentence before, then those
    after. Measured with other rules in docs/explanation/search.md.
    """
    until = passage.moment.play_until_seconds
    quoted = _after(passage, (passage.best, passage.best), lambda _, right: right.start_seconds < until)
    quoted = _before(passage, quoted, _is_cut)
    quoted = _after(passage, quoted, _is_cut)
    quoted = _before(passage, quoted, _is_near, most=1)
    quoted = _after(passage, quoted, _is_near)
    if _words(passage, quoted) < SHORT_WORDS:
        quoted = _after(passage, quoted, lambda *_: True, most=1)
    return quoted


def _after(passage: Passage, quoted: Quoted, joins: Joins, most: int = MAX_WORDS) -> Quoted:
    """Return `quoted` with at most so many of the sentences after it, as long as they join and fit."""
    first, last = quoted
    for left, right in list(pairwise(passage.sentences[last:]))[:most]:
        if not joins(left, right) or _words(passage, (first, last + 1)) > MAX_WORDS:
            break
        last += 1
    return first, last


def _before(passage: Passage, quoted: Quoted, joins: Joins, most: int = MAX_WORDS) -> Quoted:
    first, last = quoted
    for left, right in list(pairwise(passage.sentences[: first + 1]))[::-1][:most]:
        if not joins(left, right) or _words(passage, (first - 1, last)) > MAX_WORDS:
            break
        first -= 1
    return first, last


def _is_cut(left: SpokenSentence, _: SpokenSentence) -> bool:
    return not left.ends_whole


def _is_near(left: SpokenSentence, right: SpokenSentence) -> bool:
    return right.start_seconds - left.end_seconds < PAUSE_SECONDS


def _words(passage: Passage, quoted: Quoted) -> int:
    said: Sequence[SpokenSentence] = passage.sentences[quoted[0] : quoted[1] + 1]
    return sum(max(len(one.text.split()), len(one.text) // LETTERS_A_WORD) for one in said)
