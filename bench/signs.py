"""Do signs lead to the nearest chunks with the built-in model's vectors, which are padded from 384 dimensions to 1536?

A creator's library is passages of DIR's transcripts: 1,000 (S), 4,000 (M), or all (L, searched through lists of its
own). It is asked DIR's questions, and those of the guard set, which are about other lectures ("off"). Recall of the
exact ten nearest: by `search_video_chunks` as a student, and among the best 400 by the vectors' own signs, not rotated.

Run: python bench/signs.py DIR [--questions 200]; DIR holds transcripts/*.vtt and questions.jsonl.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from chronos.config import load_settings
from chronos.db import embedded
from chronos.operations.vector_index.reindex import reindex
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path
from chronos.videos import read_captions, words_from_cues
from search import DIMENSIONS, OURS, PER_VIDEO, WANTED, Asked, Postgres, Tenant, Vectors

HERE = Path(__file__).parent
PASSAGE_WORDS, STRIDE = 40, 10
SIZES = {"S": 1_000, "M": 4_000, "L": None}
BY_SIGNS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    home = load_settings().home
    install(home, ["minilm"])
    minilm = MiniLM(model_path(home, "minilm"))
    passages = padded(
        minilm, [text for path in sorted(arguments.folder.glob("transcripts/*.vtt")) for text in cut(path)]
    )
    questions = {
        "": padded(minilm, read_questions(arguments.folder)[: arguments.questions]),
        " off": padded(minilm, read_questions(HERE / "guard")),
    }
    with tempfile.TemporaryDirectory(prefix="chronos-bench-") as scratch:
        directory = Path(scratch) / "postgres"
        try:
            show(run(Postgres(embedded.start(directory)), passages, questions))
        finally:
            embedded.stop(directory)


def cut(path: Path) -> Iterator[str]:
    words = [word.text for word in words_from_cues(read_captions(path).cues)]
    for first in range(0, len(words) - PASSAGE_WORDS, STRIDE):
        yield " ".join(words[first : first + PASSAGE_WORDS])


def read_questions(folder: Path) -> list[str]:
    return [json.loads(line)["question"] for line in (folder / "questions.jsonl").read_text().splitlines()]


def padded(minilm: MiniLM, texts: list[str]) -> Vectors:
    vectors = np.asarray(minilm.embed(texts), np.float32)
    return np.pad(vectors, ((0, 0), (0, DIMENSIONS - vectors.shape[1])))


def run(postgres: Postgres, passages: Vectors, questions: dict[str, Vectors]) -> list[dict[str, Any]]:
    # Spread over all lectures, so that a small library is as varied as a large one.
    shuffled = np.random.default_rng(7).permutation(passages)[: len(passages) // PER_VIDEO * PER_VIDEO]
    libraries = {name: shuffled[:size] for name, size in SIZES.items()}
    tenants = {name: Tenant(name, len(chunks), range(0)) for name, chunks in libraries.items()}
    for name, tenant in tenants.items():
        postgres.add(tenant, libraries[name], first_too=False)
    postgres.settle()
    asyncio.run(reindex(postgres.url, "tiered"))
    rows = []
    for name, tenant in tenants.items():
        ask = postgres.asker(OURS, tenant)
        for off, some in questions.items():
            asked = exact(f"{name}{off}", tenant, some, libraries[name])
            found = [frozenset(ask(question)) for question in asked.questions]
            rows.append(
                {
                    "asked": asked.name,
                    "chunks": tenant.chunks,
                    "questions": len(some),
                    "recall": recall(asked, found),
                    "by_plain_signs": recall(asked, by_plain_signs(some, libraries[name])),
                }
            )
    return rows


def exact(name: str, tenant: Tenant, questions: Vectors, chunks: Vectors) -> Asked:
    nearest = np.argpartition(-(questions @ chunks.T), WANTED, axis=1)[:, :WANTED]
    return Asked(name, tenant, questions, [frozenset(row.tolist()) for row in nearest])


def by_plain_signs(questions: Vectors, chunks: Vectors) -> list[frozenset[int]]:
    differing = -np.where(questions > 0, 1, -1) @ np.where(chunks > 0, 1, -1).T
    return [frozenset(row.tolist()) for row in np.argpartition(differing, BY_SIGNS, axis=1)[:, :BY_SIGNS]]


def recall(asked: Asked, found: list[frozenset[int]]) -> float:
    return float(np.mean([len(one & truth) / WANTED for one, truth in zip(found, asked.truth, strict=True)]))


def show(rows: list[dict[str, Any]]) -> None:
    table = Table(title="Recall of the ten nearest, MiniLM")
    for column in ("asked", "chunks", "questions", "search_video_chunks", "400 best by plain signs"):
        table.add_column(column, justify="left" if column == "asked" else "right")
    for row in rows:
        figures = (f"{row['chunks']:,}", str(row["questions"]), f"{row['recall']:.3f}", f"{row['by_plain_signs']:.3f}")
        table.add_row(row["asked"], *figures)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
