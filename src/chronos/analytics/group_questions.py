"""Group questions that mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Of all-MiniLM-L6-v2: paraphrases of one question are above, different questions of one subject below.
SAME_MEANING = 0.75

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: `asker` tells students apart, `model` made the vector, empty when there is none."""

    text: str
    asker: int
    model: str | None
    vector: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same, as their places in the list; `name` is the place of the one nearest the centre."""

    name: int
    members: Sequence[int]


def group_questions(asked: Sequence[Asked]) -> list[Group]:
    """Return the groups, the largest first; each question is in one. The same list always gives the same groups.

    The question with most others at a similarity of SAME_MEANING takes them as its group, then that of the rest, and so
    on (leader clustering). A question without a vector is alike to those of the same words.
    """
    alike = _alike(asked)
    groups = []
    free = np.ones(len(asked), np.bool_)
    counts = (alike >= SAME_MEANING).sum(axis=1)
    while free.any():
        leader = int(np.argmax(np.where(free, counts, -1)))
        members = np.flatnonzero(free & (alike[leader] >= SAME_MEANING))
        groups.append(Group(int(members[np.argmax(alike[np.ix_(members, members)].sum(axis=1))]), members.tolist()))
        free[members] = False
        counts -= (alike[:, members] >= SAME_MEANING).sum(axis=1)
    return sorted(groups, key=lambda group: (-len(group.members), group.name))


def _alike(asked: Sequence[Asked]) -> Vectors:
    """Similarities of all pairs: 1 of the same words, 0 of vectors that two models made."""
    alike = np.zeros((len(asked), len(asked)), np.float32)
    for model in {one.model for one in asked if one.vector}:
        places = [place for place, one in enumerate(asked) if one.model == model and one.vector]
        vectors = np.stack([unpack(asked[place].vector) for place in places])
        alike[np.ix_(places, places)] = vectors @ vectors.T
    words = np.unique([" ".join(one.text.casefold().split()) for one in asked], return_inverse=True)[1]
    alike[words[:, None] == words[None, :]] = 1
    return alike


def unpack(vector: bytes) -> Vectors:
    """Return the numbers of a vector in pgvector's binary form: two lengths of two bytes, then big-endian floats."""
    return np.frombuffer(vector, ">f4", offset=4).astype(np.float32)
