"""Quoting: which moments are quoted, and how."""

from collections.abc import Sequence

from chronos.model import Moment
from chronos.providers.language import MomentCitation, Piece, TextDelta, Usage
from chronos.providers.language.extractive import MAX_QUOTES, Extractive
from tests.moments import a_moment


async def pieces_of(moments: Sequence[Moment]) -> list[Piece]:
    return [piece async for piece in Extractive().word("Why?", moments, "Be brief.")]


async def test_each_quote_is_a_line_with_its_citation() -> None:
    assert await pieces_of([a_moment(0.4, text="First."), a_moment(0.3, text="Second.")]) == [
        TextDelta("“First.”"),
        MomentCitation(0),
        TextDelta("\n“Second.”"),
        MomentCitation(1),
        Usage(None, None),
    ]


async def test_a_much_worse_moment_is_not_quoted() -> None:
    pieces = await pieces_of([a_moment(0.6), a_moment(0.2)])
    assert [piece for piece in pieces if isinstance(piece, MomentCitation)] == [MomentCitation(0)]


async def test_few_moments_are_quoted() -> None:
    pieces = await pieces_of([a_moment() for _ in range(MAX_QUOTES + 2)])
    assert sum(isinstance(piece, MomentCitation) for piece in pieces) == MAX_QUOTES
