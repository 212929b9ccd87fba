"""What the database packs, and what of it a library has."""

import struct
from uuid import UUID

import numpy as np
import pytest

from chronos.model import VideoId
from chronos.search.candidates import CandidateChunks, CandidateSentences
from chronos.search.library import Library, pack_ids
from tests.search.test_library import a_document

ONE, ENDS_IN_ZEROS = VideoId(UUID(int=1)), VideoId(UUID(int=7 << 64))


def packed_chunks(*rows: tuple[VideoId, int, float]) -> bytes:
    return b"".join(video.bytes + struct.pack(">id", index, likeness) for video, index, likeness in rows)


def packed_sentences(*rows: tuple[VideoId, int, int]) -> bytes:
    return b"".join(video.bytes + struct.pack(">iiiid", chunk, index, 5, 9, 0.25) for video, chunk, index in rows)


def test_rows_are_unpacked() -> None:
    chunks = CandidateChunks.unpack(packed_chunks((ONE, 3, 0.1), (ENDS_IN_ZEROS, 70_000, -1.0)), ["a", "b"])
    assert chunks.videos.tolist() == pack_ids([ONE, ENDS_IN_ZEROS]).tolist()
    assert (chunks.index.tolist(), chunks.similarity.tolist()) == ([3, 70_000], [0.1, -1.0])
    sentences = CandidateSentences.unpack(packed_sentences((ONE, 3, 8), (ENDS_IN_ZEROS, 4, 9)))
    assert [sentences.place(row) for row in (0, 1)] == [(ONE, 8), (ENDS_IN_ZEROS, 9)]
    assert [array.tolist() for array in (sentences.chunk, sentences.first, sentences.last)] == [[3, 4], [5, 5], [9, 9]]
    assert len(CandidateSentences.unpack(b"").videos) == len(CandidateChunks.unpack(b"", ()).videos) == 0


def test_chunks_that_a_library_lacks_go_with_their_sentences() -> None:
    chunks = CandidateChunks.unpack(packed_chunks((ONE, 0, 0.5), (ONE, 5, 0.5), (ENDS_IN_ZEROS, 0, 0.5)), "abc")
    kept = chunks.within(Library([a_document(ONE, 30, 30)]))
    assert (kept.index.tolist(), kept.texts) == ([0], ["a"])
    texts = [f"Sentence {number}." for number in range(5)]
    places = [(ONE, 0, 0), (ONE, 1, 1), (ONE, 5, 2), (ONE, 6, 3), (ENDS_IN_ZEROS, 0, 0)]
    sentences = CandidateSentences.unpack(packed_sentences(*places), texts).filed_under(kept)
    assert (sentences.index.tolist(), sentences.texts) == ([0, 1], texts[:2])


def test_chunks_that_a_library_has_stay_as_they_are() -> None:
    chunks = CandidateChunks.unpack(packed_chunks((ONE, 1, 0.5)), ["a"])
    assert chunks.within(Library([a_document(ONE, 30, 30)])) is chunks


def test_the_next_sentence_is_that_of_the_same_video() -> None:
    places = [(ONE, 0, 0), (ONE, 0, 1), (ENDS_IN_ZEROS, 0, 2)]
    sentences = CandidateSentences.unpack(packed_sentences(*places), ["One.", "Two.", "Three."])
    assert sentences.texts_with_the_next() == ["One. Two.", "Two. ", "Three. "]
    assert sentences.take(np.array([2])).texts == ["Three."]


def test_damaged_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        CandidateChunks.unpack(b"short", ["a"])
