"""Chunks of all videos are numbered one after the other."""

from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from chronos.model import VideoId
from chronos.search.library import Document, Library, Posting, pack_ids, read_id

ONE, TWO, GONE = (VideoId(UUID(int=i)) for i in (1, 2, 3))
ADDED = datetime(2026, 1, 1, tzinfo=UTC)


def a_document(video: VideoId, *lengths: int) -> Document:
    return Document(video, "Talk", "minilm", "en", ADDED, np.array(lengths, ">u2").tobytes())


LIBRARY = Library([a_document(ONE, 30, 20, 10), a_document(TWO, 300, 40)])


def test_places_and_numbers_are_inverse() -> None:
    places = [(ONE, 0), (ONE, 2), (TWO, 0), (TWO, 1)]
    numbers = LIBRARY.numbers(pack_ids([video for video, _ in places]), np.array([index for _, index in places]))
    assert numbers.tolist() == [0, 2, 3, 4]
    assert LIBRARY.places(numbers) == places
    assert (LIBRARY.chunks, LIBRARY.lengths.tolist(), LIBRARY.mean_length) == (5, [30, 20, 10, 300, 40], 80)


def test_only_known_chunks_are_there() -> None:
    videos, index = pack_ids([ONE, ONE, TWO, GONE]), np.array([2, 3, 1, 0])
    assert LIBRARY.has(videos, index).tolist() == [True, False, True, False]
    assert not Library([]).has(videos, index).any()


def test_ids_are_read_from_arrays() -> None:
    ids = [VideoId(UUID(int=number)) for number in (0, 1, 1 << 127, 0x100, (1 << 128) - 1)]
    assert [read_id(packed) for packed in pack_ids(ids).tolist()] == ids


def test_next_chunk_stays_within_its_video() -> None:
    numbers, has_one = LIBRARY.after_next(np.arange(5))
    assert has_one.tolist() == [True, False, False, False, False]
    assert numbers.tolist() == [2, 1, 2, 3, 4]


def test_chunks_within_videos_are_marked() -> None:
    assert LIBRARY.within([TWO]).tolist() == [False, False, False, True, True]
    assert not LIBRARY.within([]).any()


def test_postings_of_unknown_chunks_are_left_out() -> None:
    """A video was added, or chunked anew, since the library was read."""
    posting = Posting(
        "bee",
        ONE.bytes + TWO.bytes + GONE.bytes,
        np.array([2, 1, 1], ">u4").tobytes(),
        np.array([(1 << 8) + 3, (9 << 8) + 1, 2, 1], ">u4").tobytes(),
    )
    numbers, counts = LIBRARY.read(posting)
    assert (numbers.tolist(), counts.tolist()) == ([1, 3], [3, 2])
    nothing, _ = Library([]).read(posting)
    assert nothing.tolist() == []
    assert Library([]).mean_length == 1
