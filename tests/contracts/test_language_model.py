"""What every LanguageModel keeps, whichever it is."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from chronos.model import Passage
from chronos.providers.choose import LANGUAGE_MODELS
from chronos.providers.language import Citing, LanguageModel, Piece, Stopped, Task, TextDelta, Usage
from chronos.providers.language.extractive import Extractive
from tests.moments import a_passage

QUESTION = "Why does bread dough rise?"
INSTRUCTIONS = "Answer from the passages alone. Cite each passage that you use."
PASSAGES = [
    a_passage(0.5, text="The yeast in the dough makes bread rise."),
    a_passage(0.3, text="Let the dough rest for an hour.", start=200.0),
    a_passage(0.1, text="A cat likes to sleep on the sofa.", start=900.0),
]
MODELS: dict[str, Callable[[], LanguageModel]] = {"extractive": Extractive}


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> LanguageModel:
    return MODELS[request.param]()


async def word(model: LanguageModel, passages: Sequence[Passage], question: str = QUESTION) -> list[Piece]:
    return [piece async for piece in model.word(Task(question, passages, INSTRUCTIONS))]


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))


def test_every_language_model_that_can_be_chosen_is_tested() -> None:
    assert set(MODELS) == set(LANGUAGE_MODELS)


def test_it_has_a_name_and_reads_at_least_one_passage(model: LanguageModel) -> None:
    assert model.name == model.name.strip() != ""
    assert model.max_passages >= 1


async def test_text_and_citations_then_usage_once(model: LanguageModel) -> None:
    pieces = await word(model, PASSAGES)
    assert text_of(pieces).strip()
    assert isinstance(pieces[-1], Usage)
    assert all(isinstance(piece, TextDelta | Citing | Stopped) for piece in pieces[:-1])
    assert all(piece.text for piece in pieces if isinstance(piece, TextDelta))


async def test_citations_follow_text_and_are_of_passages_that_were_given(model: LanguageModel) -> None:
    for count in (1, 2, 3):
        pieces = await word(model, PASSAGES[:count])
        cited = [place for place, piece in enumerate(pieces) if isinstance(piece, Citing)]
        assert cited
        assert text_of(pieces[: cited[0]]).strip()
        assert {piece.passage for piece in pieces if isinstance(piece, Citing)} <= set(range(count))


async def test_it_leaves_the_numbering_of_citations_to_its_caller(model: LanguageModel) -> None:
    assert "[1]" not in text_of(await word(model, PASSAGES))


async def test_usage_has_both_numbers_or_none(model: LanguageModel) -> None:
    [usage] = [piece for piece in await word(model, PASSAGES) if isinstance(piece, Usage)]
    numbers = (usage.input_tokens, usage.output_tokens)
    assert numbers == (None, None) or all(number is not None and number > 0 for number in numbers)


async def test_without_passages_it_cites_nothing(model: LanguageModel) -> None:
    pieces = await word(model, [])
    assert isinstance(pieces[-1], Usage)
    assert not any(isinstance(piece, Citing) for piece in pieces)


async def test_more_passages_than_it_reads_are_no_error(model: LanguageModel) -> None:
    pieces = await word(model, [a_passage(start=60.0 * number) for number in range(1, model.max_passages + 4)])
    cited = {piece.passage for piece in pieces if isinstance(piece, Citing)}
    assert cited <= set(range(model.max_passages))


async def test_questions_at_the_same_time_do_not_mix(model: LanguageModel) -> None:
    alone = [await word(model, [passage]) for passage in PASSAGES]
    together = await asyncio.gather(*(word(model, [passage]) for passage in PASSAGES))
    for one, other, passage in zip(alone, together, PASSAGES, strict=True):
        assert bool(text_of(one)) == bool(text_of(other)), passage.moment.text
        assert {p.passage for p in other if isinstance(p, Citing)} == {0}


async def test_a_caller_may_stop_listening(model: LanguageModel) -> None:
    pieces = model.word(Task(QUESTION, PASSAGES, INSTRUCTIONS))
    assert isinstance(await anext(pieces), TextDelta)
    await pieces.aclose()
    assert [piece async for piece in pieces] == []


@pytest.mark.parametrize("text", ["🙂", "東京タワー", "naïve “quoted” [1] <b>", "bread " * 2_000], ids=str.__len__)
async def test_any_text_can_be_asked_and_said(model: LanguageModel, text: str) -> None:
    pieces = await word(model, [a_passage(text=text)], question=text)
    assert isinstance(pieces[-1], Usage)
