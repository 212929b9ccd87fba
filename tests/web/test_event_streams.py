"""Places of streams, and their end."""

from uuid import uuid4

import pytest

from chronos.errors import OverLimit
from chronos.web.event_streams import MAX_OF_ONE_CALLER, EventStreams


def test_a_place_is_free_again_whatever_ends_the_stream() -> None:
    streams, caller = EventStreams(), uuid4()

    def nest(depth: int) -> None:
        with streams.place(caller):
            if depth > 1:
                nest(depth - 1)

    nest(MAX_OF_ONE_CALLER)
    with pytest.raises(OverLimit):
        nest(MAX_OF_ONE_CALLER + 1)
    with pytest.raises(RuntimeError), streams.place(caller):
        raise RuntimeError
    nest(MAX_OF_ONE_CALLER)
    assert not streams._open


async def test_streams_that_end_do_not_pause() -> None:
    streams = EventStreams()
    assert await streams.pause(0.001)
    streams.end()
    assert not await streams.pause(3600)
