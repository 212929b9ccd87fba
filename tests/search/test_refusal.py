"""Whether a question is answered."""

import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from chronos.app import App
from chronos.search import find_moments
from chronos.search.evidence import Evidence, log_count
from chronos.search.mass import Start
from chronos.search.refusal import (
    CLEAR_MASS,
    SHARED_TERMS,
    SHARED_WORDS,
    find_unread,
    is_clear,
    is_read,
    judge,
    log_odds,
    read_fitted,
    readable_languages,
    sigmoid,
    weigh,
    weigh_words,
)
from tests.factories import a_creator, a_talk, as_creator

COURSE = Path(__file__).parents[2] / "examples" / "course" / "course.json"
TAUGHT = (
    "How can I make everything behind a person look blurry?",
    "How do I make flowing water look silky?",
    "Why do my pictures look grainy in dim light?",
    "whats the rule for hand holding",
    "where does she talk about diffraction?",
    "is f2 good for portraits?",
    "sunny 16",
    "grain",
)
# With the verdict, and the words that the course never says.
UNTAUGHT = {
    "What did Tesla patent in 1891?": ("not_covered", ("Tesla", "patent")),
    "when did tesla die": ("not_covered", ("tesla", "die")),
    "gini": ("not_covered", ("gini",)),
    "Who won the super bowl in 2016?": ("not_covered", ("super", "bowl")),
    "how do I use photoshop layers": ("not_covered", ("photoshop", "layers")),
    "Does the Canon R5 have stabilization?": ("unsure", ("Canon", "R5")),  # what it is, is taught
}
LANGUAGES = ["en", "de", None, "fr", "und"]  # of five passages
CLOSE = Evidence(
    meaning=10.0, wording=2.0, chunk=0.5, mass=0.6, names_elsewhere=0, chunks=log_count(1_000), videos=log_count(8)
)


def test_the_fitted_model_weighs_what_evidence_has() -> None:
    fitted = read_fitted()
    assert set(fitted.weights) == {field.name for field in fields(Evidence)}
    assert 0 < fitted.threshold < fitted.sure < 1


def test_the_more_speaks_for_an_answer_the_likelier_it_is() -> None:
    likely = weigh(CLOSE)
    assert weigh(replace(CLOSE, meaning=12.0)) > likely
    assert weigh(replace(CLOSE, wording=4.0)) > likely
    assert weigh(replace(CLOSE, chunk=0.7)) > likely
    assert weigh(replace(CLOSE, mass=0.9)) > likely
    assert weigh(replace(CLOSE, names_elsewhere=1)) < likely


def test_moments_found_among_more_must_be_closer() -> None:
    assert weigh(replace(CLOSE, chunks=log_count(10_000))) < weigh(CLOSE)
    assert weigh(replace(CLOSE, videos=log_count(50))) < weigh(CLOSE)


def test_a_probability_is_judged_by_two_thresholds() -> None:
    fitted = read_fitted()
    assert judge(fitted.threshold - 0.01) == "not_covered"
    assert judge(fitted.threshold) == judge(fitted.sure - 0.01) == "unsure"
    assert judge(fitted.sure) == "answered"
    assert judge(fitted.sure, is_clear=False) == "unsure"


def test_one_place_must_stand_out() -> None:
    far, near = Start(0, 0.0, 1.0, CLEAR_MASS - 0.01), Start(0, 0.0, 1.0, CLEAR_MASS)
    assert is_clear([near, far])
    assert not is_clear([far, near])
    assert not is_clear([])


def test_a_creator_may_answer_more_or_less() -> None:
    fitted = read_fitted()
    assert judge(fitted.threshold - 0.01, threshold=0.0) == "unsure"
    assert judge(fitted.sure - 0.01, threshold=fitted.sure) == "not_covered"


def test_words_alone_tell_where_similarity_means_nothing() -> None:
    assert judge(weigh_words(SHARED_WORDS - 0.01, SHARED_TERMS - 0.01)) == "not_covered"
    assert judge(weigh_words(SHARED_WORDS + 0.001, 0.0)) == "unsure"
    assert judge(weigh_words(0.0, SHARED_TERMS + 0.001)) == judge(weigh_words(0.0, 1.0)) == "unsure"
    assert judge(weigh_words(2 * SHARED_WORDS + 0.001, 0.0)) == "answered"


def test_odds_are_finite() -> None:
    assert 0 < sigmoid(-1_000) < sigmoid(0) == 0.5 < sigmoid(1_000) <= 1
    assert log_odds(sigmoid(1.5)) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("known", "spoken", "readable"),
    [
        ({"en", "de"}, ["en"], {"en"}),
        ({"en", "de"}, ["en", "de", "fr"], {"en", "de"}),
        ({"en", "de"}, ["en", None], {"en", "de"}),
        ({"en", "de"}, ["fr"], {"en", "de"}),
        ({"en", "de"}, [], {"en", "de"}),
        (None, ["en"], None),
    ],
)
def test_a_question_is_compared_with_videos_of_its_language(
    known: set[str] | None, spoken: list[str | None], readable: set[str] | None
) -> None:
    assert readable_languages(None if known is None else frozenset(known), spoken) == readable


@pytest.mark.parametrize(
    "question",
    ["Wie friere ich die Bewegung eines Läufers ein?", "Wie entsteht Rauschen bei hohem ISO?", "Was ist die Blende?"],
)
def test_a_german_question_is_not_read_among_english_videos(question: str) -> None:
    assert not is_read(question, readable_languages(frozenset({"en", "de"}), ["en"]))
    assert is_read(question, readable_languages(frozenset({"en", "de"}), ["en", "de"]))


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("How do I change a wheel?", ["fr", "und"]),
        ("Wie wechselt man ein Rad?", ["fr", "und"]),
        ("wheel change", ["fr", "und"]),
        ("Comment changer la roue de la voiture ?", LANGUAGES),
        ("Как поменять колесо?", LANGUAGES),
        ("怎么报税？", LANGUAGES),
    ],
)
def test_a_model_reads_its_own_languages_only(question: str, unread: list[str | None]) -> None:
    known = frozenset({"en", "de"})
    found = find_unread(question, LANGUAGES, known)
    assert [language for language, one in zip(LANGUAGES, found, strict=True) if one] == unread
    assert is_read(question, known) == (unread != LANGUAGES)
    assert not find_unread(question, LANGUAGES, None).any()
    assert is_read(question, None)


async def test_a_course_answers_what_it_teaches_and_nothing_else(app: App) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
    for video in json.loads(COURSE.read_text())["videos"]:
        sentences = re.split(r"(?<=[.!?])\s+", video["text"])
        await a_talk(app.db, app.embedder, ada, sentences, title=video["title"])
    found = {text: await find_moments(app.db, app.engine, as_creator(ada), text) for text in (*TAUGHT, *UNTAUGHT)}
    assert [text for text in TAUGHT if found[text].verdict == "not_covered"] == []
    assert [text for text in UNTAUGHT if found[text].verdict != UNTAUGHT[text][0]] == []
    assert [text for text in UNTAUGHT if found[text].unheard != UNTAUGHT[text][1]] == []
    assert all(moment.text for one in found.values() for moment in one.moments)
