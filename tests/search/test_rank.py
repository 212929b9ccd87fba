"""From candidates to moments."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.model import VideoId
from chronos.providers.embedding import Reading
from chronos.search.candidates import CandidateChunks, CandidateSentences
from chronos.search.keywords import Keywords
from chronos.search.library import Library, pack_ids
from chronos.search.question import Question, read_question
from chronos.search.rank import NOTHING, Chosen, Found, Shortlisted, choose, rank
from chronos.search.store import ReadSentence, Sentence
from tests.search.test_keywords import a_document, a_posting

BEES, CARS = VideoId(UUID(int=1)), VideoId(UUID(int=2))
LANGUAGES = {BEES: "en", CARS: "en"}
TEXTS = {
    BEES: ["The waggle dance tells other bees where food is.", "They run in a figure of eight.", "Then they rest."],
    CARS: ["An engine needs fuel and air.", "The spark comes last.", "Then it turns."],
}


def asked(text: str) -> Question:
    return read_question(text, Reading(np.array([1.0, 0.0], np.float32), (), (), np.zeros((0, 2), np.float32)))


def a_chunk_each(similarity: dict[VideoId, float]) -> CandidateChunks:
    texts = [" ".join(TEXTS[video]) for video in similarity]
    return CandidateChunks(
        pack_ids(list(similarity)), np.zeros(len(texts), np.int64), np.array(list(similarity.values())), texts
    )


def sentences_of(similarity: dict[VideoId, float]) -> CandidateSentences:
    places = [(video, index) for video in similarity for index in range(3)]
    index = np.array([index for _, index in places])
    return CandidateSentences(
        pack_ids([video for video, _ in places]),
        np.zeros(len(places), np.int64),
        index,
        10 * index,
        10 * index + 9,
        np.array([similarity[video] - index / 10 for video, index in places]),
        [TEXTS[video][index] for video, index in places],
    )


def chosen_for(question: Question, similarity: dict[VideoId, float]) -> Chosen:
    library = Library([a_document(BEES), a_document(CARS)])
    keywords = Keywords(question.terms, library, [a_posting("waggl", (BEES, {0: 1}))])
    languages = dict.fromkeys(pack_ids([BEES, CARS]).tolist(), "en")
    return choose(question, keywords, a_chunk_each(similarity), sentences_of(similarity), languages)


def ranked(question: Question, chosen: Chosen, limit: int = 5, reranker: "Reversing | None" = None) -> Found:
    library = Library([a_document(BEES), a_document(CARS)])
    keywords = Keywords(question.terms, library, [a_posting("waggl", (BEES, {0: 1}))])
    read = {
        (video, i): ReadSentence(Sentence(video, i, 10.0 * i, 10.0 * i + 8, text), None)
        for video, texts in TEXTS.items()
        for i, text in enumerate(texts)
    }
    titles = {BEES: "Bees", CARS: "Cars"}
    return rank(
        Shortlisted(question, keywords, chosen, read, titles, LANGUAGES, np.zeros(len(chosen.best), bool)),
        limit,
        reranker,
    )


class Reversing:
    """A re-ranker that prefers sentences of cars."""

    name = "reversing"

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([50.0 if "engine" in passage else -50.0 for passage in passages], np.float32)


def test_shared_words_and_similarity_choose_the_moment() -> None:
    question = asked("What does the waggle dance tell?")
    found = ranked(question, chosen_for(question, {BEES: 0.6, CARS: 0.3}))
    best = found.moments[0]
    assert (best.video_id, best.title, best.start_seconds) == (BEES, "Bees", 0.0)
    assert best.text == TEXTS[BEES][0]
    assert best.passage == " ".join(TEXTS[BEES][:2])
    assert [best.text[a:b] for a, b in best.highlights] == ["waggle", "dance", "tells"]
    assert [m.text for m in found.moments] == list(dict.fromkeys(m.text for m in found.moments))


def test_a_quoted_phrase_leaves_only_sentences_that_have_it() -> None:
    question = asked('"figure of eight"')
    chosen = chosen_for(question, {BEES: 0.1, CARS: 0.9})
    assert {video for video, _ in chosen.best} == {BEES}
    assert "figure of eight" in ranked(question, chosen).moments[0].passage


def test_a_phrase_may_end_in_the_next_sentence() -> None:
    question = asked('"food is they run"')
    assert [index for _, index in chosen_for(question, {BEES: 0.5, CARS: 0.9}).best] == [0]


def test_places_have_the_neighbours_without_duplicates() -> None:
    chosen = chosen_for(asked("waggle"), {BEES: 0.5})
    assert len(chosen.places) == len(set(chosen.places)) == 5
    assert {index for _, index in chosen.places} == {-1, 0, 1, 2, 3}


def test_a_reranker_has_the_last_word_on_the_order_but_not_on_the_verdict() -> None:
    question = asked("What does the waggle dance tell?")
    chosen = chosen_for(question, {BEES: 0.6, CARS: 0.3})
    plain, turned = ranked(question, chosen), ranked(question, chosen, reranker=Reversing())
    assert turned.moments[0].video_id == CARS
    assert turned.verdict == plain.verdict


@pytest.mark.parametrize("limit", [1, 2])
def test_the_limit_is_kept(limit: int) -> None:
    question = asked("waggle")
    assert len(ranked(question, chosen_for(question, {BEES: 0.6, CARS: 0.3}), limit).moments) <= limit


def test_nothing_has_no_moments() -> None:
    assert (NOTHING.moments, NOTHING.verdict) == ((), "not_covered")
