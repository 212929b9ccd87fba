"""Quoting: which moments are quoted, and how."""

from collections.abc import Sequence
from uuid import UUID

from chronos.model import Passage, SpokenSentence
from chronos.providers.language import Citing, Piece, Task, TextDelta, Usage
from chronos.providers.language.extractive import MAX_QUOTES, Extractive
from tests.moments import a_passage

SECOND = (SpokenSentence("Second.", 106.0, 109.0, UUID(int=2)), SpokenSentence("Third.", 109.2, 112.0, UUID(int=2)))


async def pieces_of(passages: Sequence[Passage]) -> list[Piece]:
    return [piece async for piece in Extractive().word(Task("Why?", passages, "Be brief."))]


async def cited(passages: Sequence[Passage]) -> list[Citing]:
    return [piece for piece in await pieces_of(passages) if isinstance(piece, Citing)]


async def test_each_quote_is_a_line_with_its_citation() -> None:
    assert await pieces_of([a_passage(0.4, text="First."), a_passage(0.3, text="Second.", start=200.0)]) == [
        TextDelta("“Before. First. After.”"),
        Citing(0, 0, 2),
        TextDelta("\n“Second.”"),
        Citing(1, 1, 1),
        Usage(None, None),
    ]


async def test_a_much_worse_moment_is_not_quoted() -> None:
    assert await cited([a_passage(0.6, text="First."), a_passage(0.2, text="Second.", start=200.0)]) == [
        Citing(0, 0, 2)
    ]


async def test_few_moments_are_quoted() -> None:
    passages = [a_passage(text=f"{number}.", start=100.0 * number) for number in range(1, MAX_QUOTES + 3)]
    assert len(await cited(passages)) == MAX_QUOTES


async def test_no_sentence_is_quoted_twice() -> None:
    first = a_passage(text="First.", start=100.0)
    assert await cited([first, a_passage(text="After.", start=103.0)]) == [Citing(0, 0, 2)]
    beside = Passage(a_passage(text="Second.", start=106.0).moment, (first.sentences[2], *SECOND), 1)
    assert await cited([first, beside]) == [Citing(0, 0, 2), Citing(1, 1, 2)]


async def test_no_words_are_quoted_twice() -> None:
    again = a_passage(text="First.", start=900.0)
    assert await cited([a_passage(text="First."), again]) == [Citing(0, 0, 2)]


async def test_words_that_are_written_otherwise_are_not_quoted_twice() -> None:
    again = a_passage(text="first", start=900.0)
    assert await cited([a_passage(text="First."), again]) == [Citing(0, 0, 2)]


async def test_a_quote_within_another_is_not_quoted() -> None:
    short = a_passage(text="Open the lens", start=900.0)
    assert await cited([a_passage(text="Open the lens wide."), Passage(short.moment, short.sentences[1:2], 0)]) == [
        Citing(0, 0, 2)
    ]


async def test_a_quote_without_letters_hides_no_other() -> None:
    music = a_passage(text="♪", start=900.0)
    passages = [Passage(music.moment, music.sentences[1:2], 0), a_passage(text="First.")]
    assert await cited(passages) == [Citing(0, 0, 0), Citing(1, 0, 2)]
