"""Assemble sentences: what a model says piece by piece in, whole sentences with what each cites out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from chronos.providers.language import Citing

LONGEST = 600  # characters of a sentence; a longer one is cut
_MOST_WAITING = 2  # sentences without a citation that wait for one after a later sentence

# An end is one when the next sentence has begun: only then is its citation sure to have come.
_END = regex.compile(
    r"(?:[.!?…]{1,9}[\"'”’»)\]*_`]{0,9}(?=\s+\S)|[。！？｡।॥۔؟။።]{1,9}[\"'”’»)」』】]{0,9}(?=\s*\S)|(?<![:：]\s*)(?=\n\s*\S))"
)
_WHOLE = regex.compile(r"[.!?…。！？]\p{Pf}?[)\"']?\s*\Z")
_NO_END = regex.compile(
    r"(?:^|[\s(\[“\"])(?:\p{L}|(?:\p{L}\.)+\p{L}|\d{1,3}|mr|mrs|ms|dr|prof|st|vs|fig|no|approx|ca|etc|bzw|cf)\.$",
    regex.IGNORECASE,
)
_NEXT = regex.compile(r"\s*(\S)")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a model, what stands between it and the one before, and what it says it rests on."""

    lead: str
    text: str
    citings: tuple[Citing, ...] = ()


@dataclass(slots=True)
class Assembler:
    """Sentences of one answer. `is_quoting`: the model quotes, and each quote is kept whole with its citation."""

    is_quoting: bool = False
    _text: str = ""
    _citings: list[Citing] = field(default_factory=list)
    _waiting: list[DraftSentence] = field(default_factory=list)

    def add_text(self, text: str) -> Iterator[DraftSentence]:
        """Take the next text; yield the sentences that are complete with it."""
        if self._citings and (self._waiting or self.is_quoting):
            yield from self._flush_waiting()
            if self.is_quoting:
                yield from self._end_sentence(len(self._text))
        self._text += text
        while (end := self._find_end()) is not None:
            yield from self._end_sentence(end)
        while len(self._waiting) > _MOST_WAITING:
            yield self._waiting.pop(0)

    def add_citing(self, citing: Citing) -> None:
        """Take what the text since the last citation rests on."""
        self._citings.append(citing)

    def break_off(self) -> Iterator[DraftSentence]:
        """Yield the whole sentences that are left; the model says no more, and half a sentence may mean anything."""
        yield from self._flush_waiting()
        if _WHOLE.search(self._text):
            yield from self.finish()

    def finish(self) -> Iterator[DraftSentence]:
        """Yield what is left."""
        yield from self._flush_waiting()
        yield from self._end_sentence(len(self._text))
        yield from self._flush_waiting()

    def _flush_waiting(self) -> Iterator[DraftSentence]:
        for sentence in self._waiting:
            yield DraftSentence(sentence.lead, sentence.text, tuple(self._citings))
        self._waiting.clear()

    def _end_sentence(self, end: int) -> Iterator[DraftSentence]:
        text, self._text = self._text[:end], self._text[end:]
        if not text.strip():
            return
        sentence = DraftSentence(_lead(text), text.strip(), tuple(self._citings))
        if self._citings:
            self._citings.clear()
            yield sentence
        else:
            self._waiting.append(sentence)

    def _find_end(self) -> int | None:
        if self.is_quoting:
            return None
        begin = len(self._text) - len(self._text.lstrip())
        for match in _END.finditer(self._text, begin + 1, begin + LONGEST + 9):
            following = _NEXT.match(self._text, match.end())
            if match[0].strip() in {".", "…"} and following and following[1].islower():
                continue
            if match[0].startswith(".") and _NO_END.search(self._text[begin : match.end()]):
                continue
            if match.end() <= LONGEST:
                return int(match.end())
            break
        if len(self._text) <= LONGEST:
            return None
        blank = self._text.rfind(" ", begin + 1, LONGEST)
        if blank < 0:  # one endless word: its parts are separated, or they could spell what each alone does not
            self._text = f"{self._text[:LONGEST]} {self._text[LONGEST:]}"
        return blank if blank > begin else LONGEST


def _lead(text: str) -> str:
    """Return what separates a sentence from the one before: line breaks, two at most, or a space, if anything does."""
    blank = text[: len(text) - len(text.lstrip())]
    return "\n" * min(blank.count("\n"), 2) or blank[:1]
