"""What was found is remembered, and the least recently asked for is forgotten."""

from chronos.search.cache import MomentCache
from chronos.search.rank import Found


def test_it_keeps_so_many_and_forgets_the_oldest() -> None:
    cache, found = MomentCache(size=2), [Found((), "unsure") for _ in range(3)]
    cache.keep("a", found[0])
    cache.keep("b", found[1])
    assert cache.get("a") is found[0]
    cache.keep("c", found[2])
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (found[0], None, found[2])
