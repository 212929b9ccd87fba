"""Groups of questions: by meaning, the same every time."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from chronos.analytics import Asked, group_questions
from chronos.providers.embedding.minilm import MiniLM

SUBJECTS = (
    ("How do I set the aperture?", "What is the right aperture setting?", "How should I set my aperture?"),
    ("How long should the bread rise?", "How long do I let the bread dough rise?"),
    ("What does the shutter speed do?",),
    ("How do I sharpen a kitchen knife?", "What is the best way to sharpen a kitchen knife?"),
)


def _pack(numbers: object) -> bytes:
    vector = np.asarray(numbers, ">f4")
    return np.asarray([vector.size, 0], ">u2").tobytes() + vector.tobytes()


def test_paraphrases_are_grouped_and_subjects_kept_apart(embedder: MiniLM) -> None:
    questions = [text for subject in SUBJECTS for text in subject]
    vectors = embedder.embed(questions)
    asked = [Asked(text, 1, "m", _pack(vector)) for text, vector in zip(questions, vectors, strict=True)]
    found = [{questions[place] for place in group.members} for group in group_questions(asked)]
    assert sorted(map(sorted, found)) == sorted(sorted(subject) for subject in SUBJECTS)


def test_the_name_is_nearest_to_the_centre() -> None:
    angles = (0.0, 0.2, 0.5, 3.0)
    asked = [Asked(str(a), 1, "m", _pack([np.cos(a), np.sin(a)])) for a in angles]
    [large, small] = group_questions(asked)
    assert (list(large.members), large.name) == ([0, 1, 2], 1)
    assert (list(small.members), small.name) == ([3], 3)


def test_the_same_words_are_one_question_with_and_without_a_vector() -> None:
    asked = [
        Asked("Why?", 1, None, b""),
        Asked(" why? ", 2, "m", _pack([1, 0])),
        Asked("How?", 3, None, b""),
        Asked("Where?", 4, "n", _pack([1, 0])),  # another model's vector says nothing
    ]
    assert [list(group.members) for group in group_questions(asked)] == [[0, 1], [2], [3]]
    assert group_questions([]) == []


@pytest.mark.parametrize("seed", range(5))
def test_each_question_is_in_one_group_and_the_largest_comes_first(seed: int) -> None:
    random = Random(seed)
    vectors = np.random.default_rng(seed).normal(size=(60, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = [Asked(f"{n}", random.randint(1, 9), "m", _pack(vector)) for n, vector in enumerate(vectors)]
    groups = group_questions(asked)
    assert sorted(place for group in groups for place in group.members) == list(range(60))
    assert all(len(one.members) >= len(two.members) for one, two in pairwise(groups))
    assert all(group.name in group.members for group in groups)
    assert groups == group_questions(asked)
