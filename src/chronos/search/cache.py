"""Cache: what was found, for as long as the library is the same."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from chronos.search.rank import Found

MAX_ANSWERS = 2_000  # some kilobytes each


class MomentCache:
    """Remembers what was found, the least recently asked for forgotten first. Safe to use from several threads.

    The version of the library is a part of every key: an answer from before a change is never found again, so nothing
    has to be removed when something changes.
    """

    def __init__(self, size: int = MAX_ANSWERS) -> None:
        """`size`: how many answers are kept."""
        self._size = size
        self._kept: OrderedDict[Hashable, Found] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Found | None:
        """What was kept under `key`."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def keep(self, key: Hashable, found: Found) -> None:
        """Keep `found` under `key`."""
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
