"""Show a sentence: cleaned, with the citations that support it, or marked as not from the videos."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from chronos.chat.assemble_sentences import DraftSentence
from chronos.chat.choose_citations import choose_citations, exists
from chronos.chat.cite import cite
from chronos.chat.clean_text import clean_generated, clean_quote
from chronos.chat.events import AnswerEvent, Citation, CitationAdded, TextAdded
from chronos.chat.inquiry import Draft, Inquiry
from chronos.chat.instructions import UNANSWERED, repeats_instructions, says_unanswered
from chronos.text import spoken_words

NOT_SAID = "(not from the videos)"
# Of an answer, with numbers and notes. A message may have 100,000: there is room for quotes, and for a notice.
MOST_CHARACTERS = 90_000
MOST_WITH_QUOTES = 99_000
LONGEST_NUMBER = len(" [9999]")  # of a citation
FRESH_SECONDS = 1.0  # that it is known, between two sentences, which chunks may be read

_NOT_SAID = re.compile(r"\(\s{0,3}not\s{1,3}from\s{1,3}the\s{1,3}videos\s{0,3}\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as its reader sees it; `note` follows it where nothing is cited."""

    lead: str
    text: str
    citations: tuple[Citation, ...]
    note: str

    @property
    def most_length(self) -> int:
        """How many characters it has at most, with the numbers of its citations."""
        return len(self.lead) + len(self.text) + LONGEST_NUMBER * len(self.citations) + len(self.note)


class Showing:
    """An answer while it is shown, sentence by sentence. A model that quotes is not checked for support: it is it.

    `opening` is a line before the first sentence of a text that has none yet.
    """

    def __init__(self, inquiry: Inquiry, draft: Draft, *, is_quoting: bool, opening: str = "") -> None:
        self.inquiry = inquiry
        self.draft = draft
        self.is_quoting = is_quoting
        self.is_unanswered = False  # all that was said is that the videos do not answer
        self.is_full = False  # the next sentence would make it longer than a message may be
        self._room = (MOST_WITH_QUOTES if is_quoting else MOST_CHARACTERS) - len(opening) - sum(map(len, draft.parts))
        self._opening = opening
        self._shown: list[Shown] = []
        self._before = len(draft.parts), len(draft.citations)
        self._readable: frozenset[UUID] = frozenset()
        self._read_at: float | None = None

    async def show(self, sentence: DraftSentence) -> list[AnswerEvent]:
        """Return what a reader sees of a sentence: nothing, if it is markup alone, or a quote that cites nothing.

        Nothing either of one for which there is no room, and of all after it.
        """
        text = self._clean(sentence.text)
        if not spoken_words(text):
            return []
        if not self._shown and not self.is_quoting and says_unanswered(text):
            self.is_unanswered = True  # it waits for another sentence: alone, it is no answer but a refusal
            return []
        citations = await self._cite(DraftSentence(sentence.lead, text, sentence.citings))
        if self.is_quoting and not citations:
            return []
        note = "" if citations or text == UNANSWERED else f" {NOT_SAID}"
        shown = Shown(sentence.lead, text, citations, note)
        self._room -= shown.most_length
        self.is_full = self.is_full or self._room < 0
        if self.is_full:
            return []
        waited = [Shown("", UNANSWERED, (), "")] if self.is_unanswered else []
        self.is_unanswered = False
        self._shown += [*waited, shown]
        return [event for one in [*waited, shown] for event in self._add(one)]

    async def withdraw_unreadable(self) -> None:
        """Take back from the draft the sentences whose videos may not be read any more; what is left is the answer."""
        if not self.draft.citations or (self.is_quoting and self._is_fresh()):
            return
        self._read_at = None
        readable = await self._list_readable()
        kept = [one for one in self._shown if all(citation.chunk_id in readable for citation in one.citations)]
        if len(kept) < len(self._shown):
            del self.draft.parts[self._before[0] :], self.draft.citations[self._before[1] :]
            for shown in kept:
                list(self._add(shown))

    def _clean(self, text: str) -> str:
        if self.is_quoting:
            return clean_quote(text)
        text = clean_generated(_NOT_SAID.sub("", text)).strip()
        return "" if repeats_instructions(text) else text

    async def _cite(self, sentence: DraftSentence) -> tuple[Citation, ...]:
        passages = self.inquiry.task.passages
        cited = (
            [citing for citing in sentence.citings if exists(citing, passages)]
            if self.is_quoting
            else await choose_citations(sentence, passages, self.inquiry.checks)
        )
        if not cited:
            return ()
        readable = await self._list_readable()
        citations = [cite(passages[citing.passage], citing.first, citing.last) for citing in cited]
        return tuple(dict.fromkeys(citation for citation in citations if citation.chunk_id in readable))

    def _add(self, shown: Shown) -> Iterator[AnswerEvent]:
        """Yield the citations that are new, then the sentence with all its numbers: never one without the other."""
        known, parts = self.draft.citations, self.draft.parts
        if self._opening and not parts:
            parts.append(f"{self._opening}\n")
            yield TextAdded(parts[-1])
        for citation in shown.citations:
            if citation not in known:
                known.append(citation)
                yield CitationAdded(len(known), citation)
        lead = shown.lead if parts and not parts[-1].endswith("\n") else ""
        numbers = "".join(f" [{known.index(citation) + 1}]" for citation in shown.citations)
        parts.append(f"{lead}{shown.text}{numbers}{shown.note}")
        yield TextAdded(parts[-1])

    def _is_fresh(self) -> bool:
        return self._read_at is not None and time.monotonic() - self._read_at < FRESH_SECONDS

    async def _list_readable(self) -> frozenset[UUID]:
        if not self._is_fresh():
            chunks = {one.chunk_id for passage in self.inquiry.task.passages for one in passage.sentences}
            self._readable, self._read_at = await self.inquiry.checks.list_readable(chunks), time.monotonic()
        return self._readable
