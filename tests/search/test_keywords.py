"""Windows by the words that they share with a question."""

from uuid import UUID

import numpy as np

from chronos.model import VideoId
from chronos.search.keywords import Document, Keywords, Posting

ONE, TWO, GONE = (VideoId(UUID(int=i)) for i in (1, 2, 3))


def a_document(video: VideoId, *, windows: int = 10, in_scope: bool = True) -> Document:
    return Document(video, "Talk", windows, windows * 30, has_vectors=True, in_scope=in_scope)


def a_posting(term: str, video: VideoId, **counts: int) -> Posting:
    """`w3=2`: window 3 has the term twice."""
    windows = [int(name[1:]) for name in counts]
    return Posting(term, video, windows, list(counts.values()), [30] * len(windows))


DOCUMENTS = [a_document(ONE), a_document(TWO)]


def test_the_window_with_more_and_rarer_words_comes_first() -> None:
    postings = [
        a_posting("bee", ONE, w1=1, w2=1, w3=1, w4=1),
        a_posting("waggl", ONE, w3=1),
        a_posting("bee", TWO, w7=2),
    ]
    found = Keywords(["bee", "waggl"], DOCUMENTS, postings)
    assert found.best(3) == [(ONE, 3), (TWO, 7), (ONE, 1)]
    assert found.rarities["waggl"] > found.rarities["bee"]


def test_a_word_is_rare_in_the_library_whatever_is_asked_about() -> None:
    postings = [a_posting("bee", ONE, w1=1), a_posting("bee", TWO, w1=1, w2=1)]
    narrow = Keywords(["bee"], [a_document(ONE), a_document(TWO, in_scope=False)], postings)
    assert narrow.rarities == Keywords(["bee"], DOCUMENTS, postings).rarities
    assert narrow.best(9) == [(ONE, 1)]


def test_words_go_on_into_the_window_after_next() -> None:
    found = Keywords(["bee"], DOCUMENTS, [a_posting("bee", ONE, w5=2)])
    lengths, after = np.array([30.0, 30.0, 30.0, 30.0]), np.array([30.0, 30.0, 30.0, 0.0])
    scores = found.scores([(ONE, 3), (ONE, 4), (ONE, 5), (ONE, 5)], lengths, after)
    assert scores[0] == scores[2] > 0 == scores[1]
    assert scores[3] > scores[2]  # as often in half as many words


def test_windows_with_all_words() -> None:
    postings = [a_posting("bee", ONE, w1=1, w2=1), a_posting("danc", ONE, w2=1, w3=1)]
    assert Keywords(["bee", "danc"], DOCUMENTS, postings).with_all(["bee", "danc"], 9) == [(ONE, 2)]
    assert Keywords(["bee", "danc"], DOCUMENTS, postings).with_all([], 9) == []


def test_what_is_not_in_the_library_is_not_found() -> None:
    found = Keywords(["bee"], DOCUMENTS, [a_posting("bee", GONE, w1=1)])
    assert found.best(9) == []
    assert found.scores([(ONE, 1)], np.array([30.0]), np.array([0.0])).tolist() == [0.0]


def test_an_empty_library_and_an_empty_question() -> None:
    assert Keywords(["bee"], [], []).best(9) == []
    assert Keywords([], DOCUMENTS, []).best(9) == []
    assert Keywords([], DOCUMENTS, []).scores([(ONE, 0)], np.array([30.0]), np.array([0.0])).tolist() == [0.0]
