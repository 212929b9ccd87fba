"""What every LanguageModel keeps, whichever it is."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from chronos.model import Moment
from chronos.providers.choose import LANGUAGE_MODELS
from chronos.providers.language import LanguageModel, MomentCitation, Piece, TextDelta, Usage
from chronos.providers.language.extractive import Extractive
from tests.moments import a_moment

QUESTION = "Why does bread dough rise?"
INSTRUCTIONS = "Answer from the passages alone. Cite each passage that you use."
MOMENTS = [
    a_moment(0.5, text="The yeast in the dough makes bread rise."),
    a_moment(0.3, text="Let the dough rest for an hour.", start=200.0),
    a_moment(0.1, text="A cat likes to sleep on the sofa.", start=900.0),
]
MODELS: dict[str, Callable[[], LanguageModel]] = {"extractive": Extractive}


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> LanguageModel:
    return MODELS[request.param]()


async def word(model: LanguageModel, moments: Sequence[Moment], question: str = QUESTION) -> list[Piece]:
    return [piece async for piece in model.word(question, moments, INSTRUCTIONS)]


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))


def test_every_language_model_that_can_be_chosen_is_tested() -> None:
    assert set(MODELS) == set(LANGUAGE_MODELS)


def test_it_has_a_name_and_reads_at_least_one_moment(model: LanguageModel) -> None:
    assert model.name == model.name.strip() != ""
    assert model.max_moments >= 1


async def test_text_and_citations_then_usage_once(model: LanguageModel) -> None:
    pieces = await word(model, MOMENTS)
    assert text_of(pieces).strip()
    assert isinstance(pieces[-1], Usage)
    assert all(isinstance(piece, TextDelta | MomentCitation) for piece in pieces[:-1])
    assert all(piece.text for piece in pieces if isinstance(piece, TextDelta))


async def test_citations_follow_text_and_are_of_moments_that_were_given(model: LanguageModel) -> None:
    for count in (1, 2, 3):
        pieces = await word(model, MOMENTS[:count])
        cited = [place for place, piece in enumerate(pieces) if isinstance(piece, MomentCitation)]
        assert cited
        assert text_of(pieces[: cited[0]]).strip()
        assert {piece.index for piece in pieces if isinstance(piece, MomentCitation)} <= set(range(count))


async def test_it_leaves_the_numbering_of_citations_to_its_caller(model: LanguageModel) -> None:
    assert "[1]" not in text_of(await word(model, MOMENTS))


async def test_usage_has_both_numbers_or_none(model: LanguageModel) -> None:
    [usage] = [piece for piece in await word(model, MOMENTS) if isinstance(piece, Usage)]
    numbers = (usage.input_tokens, usage.output_tokens)
    assert numbers == (None, None) or all(number is not None and number > 0 for number in numbers)


async def test_without_moments_it_cites_nothing(model: LanguageModel) -> None:
    pieces = await word(model, [])
    assert isinstance(pieces[-1], Usage)
    assert not any(isinstance(piece, MomentCitation) for piece in pieces)


async def test_more_moments_than_it_reads_are_no_error(model: LanguageModel) -> None:
    pieces = await word(model, [a_moment(start=60.0 * number) for number in range(1, model.max_moments + 4)])
    cited = {piece.index for piece in pieces if isinstance(piece, MomentCitation)}
    assert cited <= set(range(model.max_moments))


async def test_questions_at_the_same_time_do_not_mix(model: LanguageModel) -> None:
    alone = [await word(model, [moment]) for moment in MOMENTS]
    together = await asyncio.gather(*(word(model, [moment]) for moment in MOMENTS))
    for one, other, moment in zip(alone, together, MOMENTS, strict=True):
        assert bool(text_of(one)) == bool(text_of(other)), moment.text
        assert {p.index for p in other if isinstance(p, MomentCitation)} == {0}


async def test_a_caller_may_stop_listening(model: LanguageModel) -> None:
    pieces = model.word(QUESTION, MOMENTS, INSTRUCTIONS)
    assert isinstance(await anext(pieces), TextDelta)
    await pieces.aclose()
    assert [piece async for piece in pieces] == []


@pytest.mark.parametrize("text", ["🙂", "東京タワー", "naïve “quoted” [1] <b>", "bread " * 2_000], ids=str.__len__)
async def test_any_text_can_be_asked_and_said(model: LanguageModel, text: str) -> None:
    pieces = await word(model, [a_moment(text=text)], question=text)
    assert isinstance(pieces[-1], Usage)
