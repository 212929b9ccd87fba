"""Cut a text into parts, of which those that a reader searched for are marked."""

from collections.abc import Iterator, Sequence

from chronos.model import Highlight

SHORTEST = 2  # letters of a word that is marked: a single one would be marked everywhere


def cut(text: str, highlights: Sequence[Highlight]) -> Iterator[tuple[str, bool]]:
    """Cut `text` into parts, each with whether it is one of `highlights`, which are in order and do not overlap."""
    end = 0
    for first, last in highlights:
        yield text[end:first], False
        yield text[first:last], True
        end = last
    yield text[end:], False


def mark_words(text: str, query: str) -> list[tuple[str, bool]]:
    """Cut `text` at each place where it has a word of `query`, in capitals or not."""
    folded = text.lower()
    if len(folded) != len(text):  # a capital that has two small letters: places would not fit
        return [(text, False)]
    found: list[Highlight] = []
    for word in {each.strip('"„“”«»') for each in query.lower().split()}:
        at = folded.find(word) if len(word) >= SHORTEST else -1
        while at >= 0:
            found.append((at, at + len(word)))
            at = folded.find(word, at + len(word))
    return list(cut(text, _joined(found)))


def _joined(found: list[Highlight]) -> list[Highlight]:
    """Return the places in order, those that overlap or touch as one."""
    joined: list[Highlight] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined
