"""Read markers: text that arrives in parts in, text and the citations that stood in it as `[n]` or `[n.m]` out."""

import re
from collections.abc import Iterator, Sequence

from chronos.model import Passage
from chronos.providers.language.language_model import Citing, TextDelta

LONGEST_MARKER = 60  # characters; a longer one is text
_OF_MARKERS = frozenset("0123456789.,;-– \t")
_PLACES = re.compile(r"(\d{1,4})(?:\.(\d{1,4}))?(?:[-–](?:(\d{1,4})\.)?(\d{1,4}))?")


class MarkerReader:
    """Finds markers also where one is cut between two parts.

    `[2]` cites passage 2, `[2.3]` its third sentence, `[2.3-5]` and `[2.3-2.5]` three; `[1.1, 2.3]` cites both. A
    marker leaves the text, with the space before it; so does one of numbers that no passage or sentence has, which
    cites nothing.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._held = ""  # it may be the beginning of a marker, or the space before one

    def read(self, part: str) -> Iterator[TextDelta | Citing]:
        """Yield what is certain after this part."""
        text = self._held + part
        start = text.find("[")
        while start >= 0:
            limit = start + LONGEST_MARKER + 2
            end = text.find("]", start, limit)
            inner = text[start + 1 : end if end >= 0 else limit]
            if not _OF_MARKERS.issuperset(inner) or len(inner) > LONGEST_MARKER or (end >= 0 and not inner.strip()):
                start = text.find("[", start + 1)
                continue
            if end < 0:
                break
            yield from _said(text[:start].rstrip(" \t"))
            yield from self._cite(inner)
            text = text[end + 1 :]
            start = text.find("[")
        certain = (text if start < 0 else text[:start]).rstrip(" \t")
        self._held = text[len(certain) :]
        yield from _said(certain)

    def finish(self) -> Iterator[TextDelta | Citing]:
        """Yield what was held back: no part follows."""
        yield from _said(self._held.rstrip(" \t"))
        self._held = ""

    def _cite(self, inner: str) -> Iterator[Citing]:
        for place in re.split("[,;]", "".join(inner.split())):
            found = _PLACES.fullmatch(place)
            if found and (citing := self._find(*(int(part) if part else None for part in found.groups()))):
                yield citing

    def _find(self, number: int | None, first: int | None, other: int | None, last: int | None) -> Citing | None:
        if number is None or not 1 <= number <= len(self._passages):
            return None
        count = len(self._passages[number - 1].sentences)
        if first is None:  # the whole passage; `[1-2]` names two, of which nothing is known but that
            return Citing(number - 1, 0, count - 1) if last is None and count else None
        last = first if last is None else last
        if other not in (None, number) or not 1 <= first <= last <= count:
            return None
        return Citing(number - 1, first - 1, last - 1)


def _said(text: str) -> Iterator[TextDelta]:
    if text:
        yield TextDelta(text)
