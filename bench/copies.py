"""A creator's library, copied until it is large: what `bench/moments.py` asks.

Each copy is a video of its own. Its chunks' vectors are those of the original with noise, cosine .9 to it: vectors that
are the same to the last bit would tie, and fill lists of an index with one point. Words, sentences and tokens are the
same, so the words' leg finds as many equal chunks as there are copies.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from chronos.app import App
from chronos.evaluation.scratch_tenant import Scratch
from chronos.model import VideoId
from chronos.pipeline.chunk import write_stretches
from chronos.pipeline.embed import StretchVectors, write_vectors
from chronos.pipeline.steps import QUERIES, read_video
from chronos.pipeline.tokens import sentences_by_chunk
from chronos.providers.embedding import packed, packed_halves
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.embedding.token_vectors import pack_vectors
from chronos.providers.models import model_path
from chronos.text.stretches import derive_stretches
from chronos.videos import read_captions, words_from_cues
from retrieval import read_lecture

NOISE = (1 / 0.9**2 - 1) ** 0.5  # added to a unit vector this much makes the cosine .9
AT_ONCE = 50  # copies in one transaction

Vectors = NDArray[np.float32]

STEPS = ("uploading", "transcribing", "processing", "embedding")
BEGIN: LiteralString = "insert into videos (id, creator_id, title) values (%(copy)s, %(creator)s, %(title)s)"
STEP: LiteralString = "update videos set status = %(step)s::video_status where id = %(copy)s"
CHUNKS: LiteralString = """
insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, start_seconds,
                          end_seconds, word_starts, is_visible)
select %(copy)s, creator_id, chunk_index, chunk_text, new.embedding, embedding_model, start_seconds, end_seconds,
       word_starts, is_visible
  from video_chunks join pg_temp.new_chunk_vectors new on new.index = chunk_index
 where video_id = %(video)s
 order by chunk_index
returning id, chunk_index
"""
THE_REST: Sequence[LiteralString] = (
    "insert into private.search_documents select %(copy)s, creator_id, title, embedding_model, chunk_lengths, "
    "is_visible from private.search_documents where video_id = %(video)s",
    "insert into private.search_sentences select %(copy)s, creator_id, sentence_index, chunk_index, first_word, "
    "last_word, start_seconds, end_seconds, sentence_text, embedding, token_vectors, is_visible "
    "from private.search_sentences where creator_id = %(creator)s and video_id = %(video)s",
    "insert into private.search_terms select creator_id, term, %(copy)s, postings, is_visible "
    "from private.search_terms where creator_id = %(creator)s and video_id = %(video)s",
)
IDS: LiteralString = "select id from video_chunks where video_id = %(copy)s order by chunk_index"


class Copies:
    """All chunks of a tenant: their ids and vectors, in one order."""

    def __init__(self, app: App, scratch: Scratch) -> None:
        self._app, self._scratch = app, scratch
        self._minilm = MiniLM(model_path(app.settings.home, "minilm"))
        self._random = np.random.default_rng(7)
        self._originals: list[tuple[UUID, str, Vectors]] = []
        self._parts: list[Vectors] = []
        self.ids: list[UUID] = []
        self.videos = 0

    async def add_originals(self, transcripts: Sequence[Path]) -> None:
        """Add a video for each transcript, as the pipeline does; vectors are kept on disk between runs."""
        for path in transcripts:
            lecture = read_lecture(path, self._minilm)
            one: dict[str, Any] = {"copy": uuid4(), "creator": self._scratch.creator_id, "title": path.stem}
            words = words_from_cues(read_captions(path).cues)
            stretches = derive_stretches(words)
            order = [sentence.index for home in sentences_by_chunk(stretches) for sentence in home]
            vectors = StretchVectors(
                [packed(vector) for vector in lecture.chunk_vectors],
                [packed_halves(lecture.sentence_vectors[index]) for index in order],
                [pack_vectors(lecture.tokens[index]) for index in order],
            )
            async with self._app.db.as_service("bench") as tx:
                await tx.execute(BEGIN, one)
                for step in STEPS:
                    await tx.execute(STEP, one | {"step": step})
                video = await read_video(tx, VideoId(one["copy"]))
                assert video
                await write_stretches(tx, video, words, stretches)
                await write_vectors(tx, video, self._app.embedder.name, stretches, [vectors])
                await tx.execute(STEP, one | {"step": "completed"})
                made = await tx.fetch(IDS, one)
            self._originals.append((one["copy"], path.stem, lecture.chunk_vectors))
            self._parts.append(lecture.chunk_vectors)
            self.ids += [row["id"] for row in made]
            self.videos += 1

    @property
    def vectors(self) -> Vectors:
        """One row per id."""
        return np.concatenate(self._parts)

    async def grow(self, *, chunks: int = 0, videos: int = 0) -> None:
        """Copy until there are so many chunks, and so many videos."""
        while len(self.ids) < chunks or self.videos < videos:
            async with self._app.db.as_service("bench") as tx:
                await tx.execute(QUERIES["create_new_chunk_vectors"])
                for _ in range(AT_ONCE):
                    if len(self.ids) >= chunks and self.videos >= videos:
                        break
                    video, title, vectors = self._originals[self.videos % len(self._originals)]
                    noisy = self._noisy(vectors)
                    one = {"video": video, "copy": uuid4(), "creator": self._scratch.creator_id, "title": title}
                    await tx.execute(BEGIN, one)
                    for step in STEPS:
                        await tx.execute(STEP, one | {"step": step})
                    await tx.execute("truncate pg_temp.new_chunk_vectors")
                    rows = [(index, packed(vector)) for index, vector in enumerate(noisy)]
                    await tx.copy(QUERIES["copy_chunk_vectors"], ["int4", "bytea"], rows)
                    made = await tx.fetch(CHUNKS, one)
                    for statement in THE_REST:
                        await tx.execute(statement, one)
                    await tx.execute(STEP, one | {"step": "completed"})
                    self.ids += [row["id"] for row in sorted(made, key=lambda row: int(row["chunk_index"]))]
                    self._parts.append(noisy)
                    self.videos += 1

    def _noisy(self, vectors: Vectors) -> Vectors:
        noise = self._random.standard_normal(vectors.shape, dtype=np.float32)
        noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        found: Vectors = vectors + noise
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found
