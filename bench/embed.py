"""How fast does MiniLM turn passages and questions into vectors? Run: python bench/embed.py"""

import json
import os
import platform
import random
import statistics
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chronos.config import load_settings
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path

RESULTS = Path(__file__).parent / "results" / "embed.json"
PASSAGES = 64
PASSAGE_WORDS = 150
QUESTIONS = 60
ROUNDS = 3  # the best counts: a shared machine only ever makes a round slower

SENTENCES = """The gradient points where the loss grows fastest, so we take a small step the other way.
If the learning rate is too large the steps overshoot the valley and the loss begins to climb again.
An index is a second, sorted copy of a column that lets the database find a row without reading the table.
A transaction that fails halfway is undone completely, as if none of its statements had ever been run.
When you knead dough the proteins link up into gluten, and that net is what holds the gas while it rises.
Every function call puts a frame on the stack that remembers where to go back to when the work is done.
Light slows down in glass, and because it slows down at an angle it bends, which is all that a lens does.
The central bank raises its rate to make borrowing dearer, so that people spend less and prices calm.""".splitlines()


def main() -> None:
    home = load_settings().home
    install(home, ["minilm"])
    directory = model_path(home, "minilm")
    rows = [measure(directory, threads) for threads in sorted({1, os.cpu_count() or 1})]
    show(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": platform.processor() or platform.machine(), "rows": rows}, indent=2))


def measure(directory: Path, threads: int) -> dict[str, float]:
    """Figures of one setting; processor time tells what another process on the machine cannot disturb."""
    started = time.perf_counter()
    minilm = MiniLM(directory, threads=threads)
    load_seconds = time.perf_counter() - started
    passages, questions = some_passages(), some_questions()
    minilm.embed(questions[:2])
    rounds = [time_passages(minilm, passages) for _ in range(ROUNDS)]
    waits = sorted(time_question(minilm, question) for question in questions)
    return {
        "threads": threads,
        "load_seconds": load_seconds,
        "passages_per_second": PASSAGES / min(wall for wall, _ in rounds),
        "passages_per_processor_second": PASSAGES / min(processor for _, processor in rounds),
        "question_ms_p50": statistics.median(waits) * 1000,
        "question_ms_p95": waits[int(len(waits) * 0.95)] * 1000,
    }


def time_passages(minilm: MiniLM, passages: list[str]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    minilm.embed(passages)
    return time.perf_counter() - wall, time.process_time() - processor


def time_question(minilm: MiniLM, question: str) -> float:
    started = time.perf_counter()
    minilm.embed([question])
    return time.perf_counter() - started


def some_passages() -> list[str]:
    """Passages as long as the longest chunk, each with its own order of sentences."""
    order = random.Random(7)
    return [" ".join(" ".join(order.choices(SENTENCES, k=12)).split()[:PASSAGE_WORDS]) for _ in range(PASSAGES)]


def some_questions() -> list[str]:
    order = random.Random(8)
    words = " ".join(SENTENCES).split()
    return [f"What does {' '.join(order.sample(words, 5))} mean?" for _ in range(QUESTIONS)]


def show(rows: list[dict[str, float]]) -> None:
    table = Table(title=f"MiniLM: {PASSAGES} passages of {PASSAGE_WORDS} words, {QUESTIONS} questions of 7 words")
    for column in rows[0]:
        table.add_column(column.replace("_", " "), justify="right")
    for row in rows:
        table.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
