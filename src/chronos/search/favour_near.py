"""Favour moments near a second of the video that a question is about."""

import math
from collections.abc import Sequence
from dataclasses import replace

from chronos.model import Moment

NEAR_SECONDS = 120.0  # at this distance a moment keeps 68 % of its score, far away half of it


def favour_near(moments: Sequence[Moment], at_seconds: float, limit: int) -> tuple[Moment, ...]:
    """Return the best `limit` moments, each score times ½ + ½·e^(−d/120), d being its seconds from `at_seconds`.

    So what answers twice as well goes first wherever it is said; of equals the nearer one.
    """
    weighted = [replace(one, score=one.score * _weight(one, at_seconds)) for one in moments]
    return tuple(sorted(weighted, key=lambda one: one.score, reverse=True)[:limit])


def _weight(moment: Moment, at_seconds: float) -> float:
    distance = max(moment.start_seconds - at_seconds, at_seconds - moment.end_seconds, 0.0)
    return (1 + math.exp(-distance / NEAR_SECONDS)) / 2
