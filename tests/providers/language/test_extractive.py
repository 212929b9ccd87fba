"""Quoting: which moments are quoted, and how."""

from collections.abc import Sequence

from chronos.model import Passage
from chronos.providers.language import Citing, Piece, Task, TextDelta, Usage
from chronos.providers.language.extractive import MAX_QUOTES, Extractive
from tests.moments import a_passage


async def pieces_of(passages: Sequence[Passage]) -> list[Piece]:
    return [piece async for piece in Extractive().word(Task("Why?", passages, "Be brief."))]


async def test_each_quote_is_a_line_with_its_citation() -> None:
    assert await pieces_of([a_passage(0.4, text="First."), a_passage(0.3, text="Second.")]) == [
        TextDelta("“First.”"),
        Citing(0, 1, 1),
        TextDelta("\n“Second.”"),
        Citing(1, 1, 1),
        Usage(None, None),
    ]


async def test_a_much_worse_moment_is_not_quoted() -> None:
    pieces = await pieces_of([a_passage(0.6), a_passage(0.2)])
    assert [piece for piece in pieces if isinstance(piece, Citing)] == [Citing(0, 1, 1)]


async def test_few_moments_are_quoted() -> None:
    pieces = await pieces_of([a_passage() for _ in range(MAX_QUOTES + 2)])
    assert sum(isinstance(piece, Citing) for piece in pieces) == MAX_QUOTES
