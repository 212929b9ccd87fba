"""Extractive: an answer of quotes alone, with no key, no network and no generated text."""

from collections.abc import AsyncGenerator, Sequence

from chronos.model import Moment
from chronos.providers.language.language_model import MomentCitation, Piece, TextDelta, Usage

MAX_QUOTES = 3
QUOTE_SHARE = 0.5  # a further quote must score nearly as well as the first, or it distracts


class Extractive:
    """A LanguageModel that quotes the best moments, one a line."""

    name = "extractive"
    max_moments = MAX_QUOTES

    async def word(self, question: str, moments: Sequence[Moment], instructions: str) -> AsyncGenerator[Piece, None]:
        """Quote each moment that scores at least half as well as the best; question and instructions change nothing."""
        for index, moment in enumerate(moments[:MAX_QUOTES]):
            if moment.score >= QUOTE_SHARE * moments[0].score:
                line_break = "\n" if index else ""
                yield TextDelta(f"{line_break}“{moment.text}”")
                yield MomentCitation(index)
        yield Usage()
