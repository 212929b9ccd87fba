"""Ranking: passages and vectors in, moments out."""

from uuid import UUID

import numpy as np

from chronos.model import VideoId
from chronos.search.rank import Passage, rank_candidates, split_passages

TALK = VideoId(UUID(int=1))
OTHER = VideoId(UUID(int=2))


def a_passage(text: str, *, video: VideoId = TALK, start: float = 0.0, similarity: float = 0.5) -> Passage:
    starts = [start + index for index in range(len(text.split()))]
    return Passage(video, "Talk", text, starts, starts[-1] + 1, similarity)


def test_a_sentence_has_its_own_times() -> None:
    passage = a_passage("The first one has six words. The second sentence comes a bit later on.", start=100)
    first, second = split_passages([passage])
    assert (first.text, first.start_seconds) == ("The first one has six words.", 100)
    assert (second.text, second.start_seconds) == ("The second sentence comes a bit later on.", 106)
    assert second.end_seconds == 114


def test_what_overlapping_passages_share_is_taken_once_from_the_better_one() -> None:
    text = "This sentence stands in both of them."
    worse, better = a_passage(text, similarity=0.2), a_passage(text, similarity=0.6)
    [candidate] = split_passages([worse, better])
    assert candidate.passage is better


def test_sentence_and_passage_both_count() -> None:
    passages = [
        a_passage("One sentence that is well liked.", similarity=0.9),
        a_passage("Another sentence in a poor passage.", video=OTHER, similarity=0.1),
    ]
    candidates = split_passages(passages)
    moments = rank_candidates(candidates, np.array([0.5, 0.6], np.float32), 5)
    assert [moment.video_id for moment in moments] == [TALK, OTHER]
    assert moments[0].score == np.float32(0.5) + 0.5 * 0.9


def test_neighbours_in_one_video_are_one_moment() -> None:
    passage = a_passage("The first one has six words. The second sentence comes a bit later on.")
    candidates = split_passages([passage])
    [moment] = rank_candidates(candidates, np.array([0.5, 0.6], np.float32), 5)
    assert moment.text.startswith("The second")
    assert moment.passage == passage.text


def test_nothing_gives_nothing() -> None:
    assert split_passages([]) == []
    assert rank_candidates([], np.empty(0, np.float32), 5) == []
