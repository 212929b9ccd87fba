"""Find where sentences, which are ranked and quoted, begin and end in the words of a transcript."""

import re
from collections.abc import Iterator, Sequence

from chronos.model import Word

Span = tuple[int, int]  # the first word, and one past the last

SHORTEST, LONGEST = 6, 40  # words
PAUSE_SECONDS = 1.2  # a silence of this length ends a sentence, whatever the punctuation says
_COMMAS = (",", ";", ":", "，", "、", "；", "：", "،", "؛", "፣", "၊")
_WORD_SECONDS = 1.0  # what a word lasts at most: recognisers stretch some over the silence that follows

SENTENCE_END = re.compile(
    r"[.?!…。｡．？！؟۔।॥։።፧။។៕][\"'”’»)\]」』）】]*$"
)  # the signs of all scripts that have their own
_ABBREVIATION = re.compile(
    r"[(\[\"'“‘«]*(?:[a-z]|(?:[a-z]\.)+[a-z]|mr|mrs|ms|dr|prof|st|vs|fig|no|approx)\.$", re.IGNORECASE
)


def sentences(words: Sequence[Word], longest: int = LONGEST) -> list[Sequence[Word]]:
    """All words in order, sentence by sentence; see `sentence_spans`."""
    return [words[begin:end] for begin, end in sentence_spans(words, longest)]


def sentence_spans(words: Sequence[Word], longest: int = LONGEST) -> list[Span]:
    """Spans that cover all words in order, none longer than `longest`.

    They end at . ? ! or a pause of 1.2 s. One of fewer than six words joins a neighbour, unless a pause stands between
    them or both together exceed `longest`. A longer one is cut at its longest pause, else at a comma.
    """
    joined: list[Span] = []
    for begin, end in _pieces(words):
        if joined and _belong_together(words, joined[-1], (begin, end), longest):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return [part for span in joined for part in _parts(words, span, longest)]


def _pieces(words: Sequence[Word]) -> Iterator[Span]:
    """Spans cut at every end of a sentence and every pause, however short."""
    begin = 0
    for i, word in enumerate(words):
        if i + 1 == len(words) or _ends_sentence(word.text) or _pause_after(words, i) >= PAUSE_SECONDS:
            yield begin, i + 1
            begin = i + 1


def _belong_together(words: Sequence[Word], left: Span, right: Span, longest: int) -> bool:
    is_short = min(left[1] - left[0], right[1] - right[0]) < SHORTEST
    fits = right[1] - left[0] <= longest
    return is_short and fits and _pause_after(words, left[1] - 1) < PAUSE_SECONDS


def _parts(words: Sequence[Word], span: Span, longest: int) -> Iterator[Span]:
    """The span in parts of at most `longest` words, and of six or more where that can be."""
    begin, end = span
    while end - begin > longest:
        first = begin + min(SHORTEST, longest)
        last = max(min(begin + longest, end - SHORTEST), first)
        cut = max(range(first, last + 1), key=lambda i: _worth_of_cut(words, i))
        yield begin, cut
        begin = cut
    yield begin, end


def _worth_of_cut(words: Sequence[Word], cut: int) -> tuple[float, bool, int]:
    """How good it is to cut before word `cut`: by pause in tenths of a second, then a comma, then a long first part."""
    return round(_pause_after(words, cut - 1), 1), words[cut - 1].text.endswith(_COMMAS), cut


def _ends_sentence(text: str) -> bool:
    return bool(SENTENCE_END.search(text)) and not _ABBREVIATION.match(text)


def _pause_after(words: Sequence[Word], i: int) -> float:
    return max(words[i + 1].start_seconds - min(words[i].end_seconds, words[i].start_seconds + _WORD_SECONDS), 0.0)
