"""Cache: what was read and found, for as long as the library is the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from chronos.search.library import Library
from chronos.search.rank import Found

MAX_ANSWERS = 2_000  # some kilobytes each
MAX_VIDEOS = 100_000  # of all libraries together; some 500 bytes each, and two for each chunk

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Keeps values until they weigh too much; the least recently used goes first. Safe to use from several threads."""

    def __init__(self, limit: int, weight: Callable[[Value], int] = lambda _: 1) -> None:
        """`limit`: what all values together may weigh."""
        self._limit = limit
        self._weight = weight
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under `key`."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep `value` under `key`."""
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self._total += self._weight(value)
            while self._total > self._limit and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()
            self._total = 0

    def _drop(self, key: Hashable) -> None:
        value = self._kept.pop(key, None)
        if value is not None:
            self._total -= self._weight(value)


class SearchCache:
    """Answers, and the lists of videos that they are found in.

    The version of the library is a part of every key: what was kept before a change is never found again, so nothing
    has to be removed when something changes.
    """

    def __init__(self, answers: int = MAX_ANSWERS, videos: int = MAX_VIDEOS) -> None:
        """`answers`: how many are kept; `videos`: how many all libraries together may have."""
        self.answers: Recent[tuple[int, Found]] = Recent(answers)  # with the number of moments that was asked for
        self.libraries: Recent[Library] = Recent(videos, lambda library: 1 + len(library.documents))
