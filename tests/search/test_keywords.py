"""Chunks by the words that they share with a question."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chronos.model import VideoId
from chronos.search.keywords import Keywords
from chronos.search.library import Document, Library, Place, Posting, pack_ids
from chronos.search.words import bm25, rarity

ONE, TWO, GONE = (VideoId(UUID(int=i)) for i in (1, 2, 3))
ADDED = datetime(2026, 1, 1, tzinfo=UTC)


def a_document(video: VideoId, lengths: list[int] | None = None) -> Document:
    packed = np.array([30] * 10 if lengths is None else lengths, ">u2").tobytes()
    return Document(video, "Talk", "minilm", "en", ADDED, packed)


def a_posting(term: str, *places: tuple[VideoId, dict[int, int]]) -> Posting:
    """For each video the chunks that have the term, and how often."""
    return Posting(
        term,
        b"".join(video.bytes for video, _ in places),
        np.array([len(counts) for _, counts in places], ">u4").tobytes(),
        np.array([(chunk << 8) + n for _, counts in places for chunk, n in counts.items()], ">u4").tobytes(),
    )


def scores_of(keywords: Keywords, places: Sequence[Place]) -> list[float]:
    videos = pack_ids([video for video, _ in places])
    scores: list[float] = keywords.scores(videos, np.array([index for _, index in places], np.int64)).tolist()
    return scores


LIBRARY = Library([a_document(ONE), a_document(TWO)])


def test_the_chunk_with_more_and_rarer_words_comes_first() -> None:
    postings = [a_posting("bee", (ONE, {1: 1, 2: 1, 3: 1, 4: 1}), (TWO, {7: 2})), a_posting("waggl", (ONE, {3: 1}))]
    found = Keywords(["bee", "waggl"], LIBRARY, postings)
    assert found.best(3) == [(ONE, 3), (TWO, 7), (ONE, 1)]
    assert found.rarities["waggl"] > found.rarities["bee"]


def test_a_word_is_rare_in_the_library_whatever_is_asked_about() -> None:
    postings = [a_posting("bee", (ONE, {1: 1}), (TWO, {1: 1, 2: 1}))]
    narrow = Keywords(["bee"], LIBRARY, postings, [ONE])
    assert narrow.rarities == Keywords(["bee"], LIBRARY, postings).rarities
    assert narrow.best(9) == [(ONE, 1)]
    assert Keywords(["bee"], LIBRARY, postings, []).best(9) == []


def test_words_count_over_a_chunk_and_the_one_after_the_next() -> None:
    short = Library([a_document(ONE, [30] * 6), a_document(TWO)])
    found = Keywords(["bee"], short, [a_posting("bee", (ONE, {5: 2}), (TWO, {1: 2, 5: 2}))])
    scores = scores_of(found, [(TWO, 3), (TWO, 4), (TWO, 5), (ONE, 5), (ONE, 4)])
    assert scores[0] == scores[2] > 0 == scores[1]
    assert scores[3] > scores[2]  # as often in half as many words: its video has ended
    assert scores[4] == 0  # and the next one's chunks are another's


def test_chunks_with_all_words() -> None:
    postings = [a_posting("bee", (ONE, {1: 1, 2: 1})), a_posting("danc", (ONE, {2: 1, 3: 1}))]
    assert Keywords(["bee", "danc"], LIBRARY, postings).with_all(["bee", "danc"], 9) == [(ONE, 2)]
    assert Keywords(["bee", "danc"], LIBRARY, postings, [TWO]).with_all(["bee", "danc"], 9) == []
    assert Keywords(["bee", "danc"], LIBRARY, postings).with_all([], 9) == []


def test_postings_that_the_library_does_not_know_are_left_out() -> None:
    found = Keywords(["bee"], LIBRARY, [a_posting("bee", (TWO, {10: 1}), (GONE, {1: 1}))])
    assert found.best(9) == []
    assert scores_of(found, [(ONE, 1)]) == [0.0]


def test_an_empty_library_and_an_empty_question() -> None:
    empty = Library([])
    assert Keywords(["bee"], empty, [a_posting("bee", (ONE, {1: 1}))]).best(9) == []
    assert scores_of(Keywords(["bee"], empty, []), []) == []
    assert Keywords([], LIBRARY, []).best(9) == []
    assert scores_of(Keywords([], LIBRARY, []), [(ONE, 0)]) == [0.0]


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_the_best_are_those_of_bm25(seed: int, limit: int) -> None:
    random = np.random.default_rng(seed)
    lengths = [random.integers(0, 90, random.integers(0, 12)).tolist() for _ in range(random.integers(1, 7))]
    videos = [VideoId(UUID(int=n + 1)) for n in range(len(lengths))]
    library = Library([a_document(video, its) for video, its in zip(videos, lengths, strict=True)])
    places = [(video, i) for video, its in zip(videos, lengths, strict=True) for i in range(len(its))]
    counts = np.maximum(random.integers(-5, 4, (random.integers(1, 6), len(places))), 0).tolist()
    matrix = np.array(counts, np.float64).T.reshape(len(places), len(counts))
    postings = [
        a_posting(
            str(term),
            *(
                (video, {i: by_term[row] for row, (v, i) in enumerate(places) if v == video and by_term[row]})
                for video in videos
            ),
        )
        for term, by_term in enumerate(counts)
    ]
    rarities = rarity((matrix > 0).sum(axis=0), len(places))
    flat = np.array([length for its in lengths for length in its], np.float64)
    expected = bm25(matrix, flat, float(flat.mean()) if len(flat) else 1.0, rarities)
    found = Keywords([str(term) for term in range(len(counts))], library, postings).best(limit)
    scores = dict(zip(places, expected.tolist(), strict=True))
    best = sorted((score for score in scores.values() if score > 0), reverse=True)[:limit]
    np.testing.assert_allclose([scores[place] for place in found], best, rtol=1e-12)
