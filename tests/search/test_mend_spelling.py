"""Misspelt words become those that are said; words that the embedder knows, names and quotes stay."""

import pytest

from chronos.app import App
from chronos.model import Actor
from chronos.search import find_moments
from chronos.search.mend_spelling import doubtful_words
from chronos.search.question import without_quotes
from tests.factories import a_creator, a_student, a_talk, as_student

SAID = [
    "Welcome to this course about how photographs are made.",
    "A wide aperture makes the depth of field very shallow.",
    "A fast shutter freezes the motion of a runner in mid air.",
    "High settings make noise visible in the dark parts.",
]


@pytest.fixture
async def sam(app: App) -> Actor:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        student = as_student(await a_student(tx, ada))
    await a_talk(app.db, app.embedder, ada, SAID, title="Light")
    return student


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("apeture", 1), ("what is depht of feild", 1), ("shuter", 2), ("nosie at high settings", 3)],
)
async def test_a_misspelt_word_is_found_as_the_word_that_is_said(
    app: App, sam: Actor, query: str, sentence: int
) -> None:
    found = await find_moments(app.db, app.engine, sam, query)
    assert (found.moments[0].text, found.verdict == "not_covered") == (SAID[sentence], False)


@pytest.mark.parametrize("query", ["lightroom", "charge the battery", "Apetur", "qwrtzpsdfg"])
async def test_other_words_stay(app: App, sam: Actor, query: str) -> None:
    found = await find_moments(app.db, app.engine, sam, query)
    assert found.verdict == ("unsure" if query == "lightroom" else "not_covered")  # it is near in meaning


def test_doubtful_are_long_words_in_pieces_outside_quotes(app: App) -> None:
    query = 'does Apeture or apeture, fotos or "feild" blur the charge'
    [reading] = app.embedder.read([without_quotes(query)])
    assert doubtful_words(query, reading) == ["apeture", "fotos"]


def test_few_words_are_mended(app: App) -> None:
    [reading] = app.embedder.read([query := " ".join(f"apetu{letter}e" for letter in "abcdefgh") + " " + "apeture" * 9])
    assert len(doubtful_words(query, reading)) == 4
