"""How good is the ranking, and what does each part of it add? Without a database, everything else as in search.

Run: python bench/retrieval.py [DIR] [--inside DIR]; DIR holds transcripts/*.vtt, questions.jsonl, unanswerable.jsonl;
without one it is the guard set, bench/guard. `--inside` adds another folder's transcripts to the library.
"""

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from chronos.config import load_settings
from chronos.pipeline.tokens import sentences_by_chunk, tokens_of_sentence
from chronos.providers.embedding import Reading
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.embedding.token_vectors import pack_vectors, unpack_vectors
from chronos.providers.models import install, model_path
from chronos.search.mass import Span, place_starts, probabilities
from chronos.search.maxsim import met_by_sentences, token_weights
from chronos.search.question import Question, read_question, without_quotes
from chronos.search.score import Chunks, Sentences, Shortlist, final_scores, shorten
from chronos.search.words import bm25, rarity
from chronos.text.stretches import CHUNK_STRIDE, Stretch, derive_stretches, text_to_embed
from chronos.text.terms import joined, terms
from chronos.videos import read_captions, words_from_cues

HERE = Path(__file__).parent
CACHE = HERE.parent / ".chronos" / "cache" / "retrieval"
RESULTS = HERE / "results"
NEAREST = 60  # chunks by each leg
MOMENTS = 10
HEARD, NEARLY, LATE = 60.0, 20.0, 5.0  # seconds before and after the answer
ROUNDING = 0.5  # seconds by which words' times may differ from the sentence's

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """A question; `video` and `start` (seconds) of its answer, or None for one that nothing answers."""

    question: str
    video: str | None
    start: float


@dataclass(frozen=True, slots=True)
class Lecture:
    """One transcript with all that is derived from it."""

    name: str
    sentences: Sequence[Stretch]
    chunks: Sequence[Stretch]
    sentence_vectors: Vectors
    chunk_vectors: Vectors
    tokens: Sequence[Vectors]
    packed: Sequence[bytes]
    joined: Sequence[str]
    counts: Sequence[Counter[str]]  # of the terms of each chunk


@dataclass(frozen=True, slots=True)
class Scored:
    """A question after the shortlist: enough to try every other weighting without asking again."""

    shortlist: Shortlist
    spans: Sequence[Span]
    own: Floats
    near: Floats
    own_exact: Floats  # with the token vectors as they were before packing
    near_exact: Floats
    passages: Sequence[str]  # each sentence with those beside it


class Library:
    """What the database holds, in memory: postings, vectors, tokens."""

    def __init__(self, lectures: Sequence[Lecture]) -> None:
        self.names = [lecture.name for lecture in lectures]
        self.sentences = [(v, stretch) for v, lecture in enumerate(lectures) for stretch in lecture.sentences]
        self.chunks = [(v, stretch) for v, lecture in enumerate(lectures) for stretch in lecture.chunks]
        self.sentence_vectors = np.concatenate([lecture.sentence_vectors for lecture in lectures])
        self.chunk_vectors = np.concatenate([lecture.chunk_vectors for lecture in lectures])
        self.tokens = [tokens for lecture in lectures for tokens in lecture.tokens]
        self.packed = [packed for lecture in lectures for packed in lecture.packed]
        self.joined = [text for lecture in lectures for text in lecture.joined]
        counts = [count for lecture in lectures for count in lecture.counts]
        self.lengths = np.array([sum(count.values()) for count in counts], np.float64)
        homes = np.array([video for video, _ in self.chunks])
        self.paired = np.flatnonzero(homes[:-2] == homes[2:])
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for i, count in enumerate(counts):
            for term, times in count.items():
                self.postings[term].append((i, times))
        self.held = defaultdict(list)  # the sentences that a chunk holds
        for i, (video, stretch) in enumerate(self.sentences):
            at = (stretch.first + stretch.last) // 2 // CHUNK_STRIDE
            for index in (at - 1, at):
                self.held[video, index].append(i)

    def rarities(self, wanted: Sequence[str]) -> Floats:
        return rarity(np.array([len(self.postings.get(term, ())) for term in wanted], np.float64), len(self.chunks))

    def words(self, wanted: Sequence[str]) -> tuple[Floats, Floats]:
        """BM25 of every chunk, and of it together with the chunk after next, which begins where it ends."""
        counts = np.zeros((len(self.chunks), len(wanted)))
        for j, term in enumerate(wanted):
            for i, times in self.postings.get(term, ()):
                counts[i, j] = times
        rarities, mean = self.rarities(wanted), float(self.lengths.mean())
        narrow = bm25(counts, self.lengths, mean, rarities)
        wide_counts, wide_lengths = counts.copy(), self.lengths.copy()
        wide_counts[self.paired] += counts[self.paired + 2]
        wide_lengths[self.paired] += self.lengths[self.paired + 2]
        return narrow, bm25(wide_counts, wide_lengths, 2 * mean, rarities)

    def candidates(self, question: Question) -> tuple[Chunks, Sentences, list[int]]:
        """As SQL will return them: the best chunks of both legs, and their sentences."""
        similarity = (self.chunk_vectors @ question.vector).astype(np.float64)
        words, wide_words = self.words(question.terms)
        by_words = [i for i in np.argsort(-words, kind="stable")[:NEAREST] if words[i] > 0]
        rows = sorted({*np.argsort(-similarity, kind="stable")[:NEAREST].tolist(), *by_words})
        places = [(self.chunks[i][0], self.chunks[i][1].index) for i in rows]
        inside = sorted({i for place in places for i in self.held.get(place, ())})
        video, index = np.array(places, np.int64).reshape(-1, 2).T
        chunks = Chunks(video, index, similarity[rows], wide_words[rows], [self.joined[i] for i in rows])
        stretches = [self.sentences[i] for i in inside]
        sentences = Sentences(
            np.array([v for v, _ in stretches]),
            np.array([stretch.first for _, stretch in stretches]),
            np.array([stretch.last for _, stretch in stretches]),
            (self.sentence_vectors[inside] @ question.vector).astype(np.float64),
        )
        return chunks, sentences, inside

    def neighbours(self, i: int) -> list[int]:
        """A sentence and those beside it in its video."""
        return [
            k for k in (i - 1, i, i + 1) if 0 <= k < len(self.tokens) and self.sentences[k][0] == self.sentences[i][0]
        ]


class Clock:
    """Seconds of processor time that each part took."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        started = time.thread_time()
        yield
        self.spent[name].append((time.thread_time() - started) * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE / "guard")
    parser.add_argument("--inside", type=Path, help="a folder whose transcripts are added to the library")
    arguments = parser.parse_args()
    home = load_settings().home
    install(home, ["minilm"])
    minilm = MiniLM(model_path(home, "minilm"), threads=1)
    folders = [arguments.folder, *([arguments.inside] if arguments.inside else [])]
    library = Library([read_lecture(path, minilm) for f in folders for path in sorted(f.glob("transcripts/*.vtt"))])
    cases = read_cases(arguments.folder)
    read, clock = read_questions(cases, minilm), Clock()
    scored = [score(library, question, clock) for question in read]
    rows = {name: measure(library, cases, scored, weigh) for name, weigh in PARTS.items()}
    report = {
        "videos": len(library.names),
        "questions": sum(case.video is not None for case in cases),
        "sentences": len(library.sentences),
        "chunks": len(library.chunks),
        "rows": rows,
        "token_bytes_per_hour": token_bytes_per_hour(library),
        "milliseconds_p50": {part: float(np.median(spent)) for part, spent in clock.spent.items()},
        "milliseconds_p95": {part: float(np.percentile(spent, 95)) for part, spent in clock.spent.items()},
    }
    show(report)
    name = "-in-".join(folder.resolve().name for folder in folders)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"retrieval-{name}.json").write_text(json.dumps(report, indent=2))


def read_cases(folder: Path) -> list[Case]:
    answered = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    other = [json.loads(line) for line in (folder / "unanswerable.jsonl").read_text().splitlines()]
    return [Case(row["question"], row.get("video"), row.get("start", 0.0)) for row in [*answered, *other]]


def read_lecture(path: Path, minilm: MiniLM) -> Lecture:
    """Everything that ingest derives; vectors are kept, since making them takes minutes."""
    stretches = derive_stretches(words_from_cues(read_captions(path).cues))
    sentences = [text_to_embed(path.stem, stretch) for stretch in stretches.sentences]
    chunks = [text_to_embed(path.stem, stretch) for stretch in stretches.chunks]
    kept = kept_file(["chunks", *sentences, *chunks])
    if not kept.exists():
        readings = minilm.read(chunks)
        homes = zip(stretches.chunks, sentences_by_chunk(stretches), strict=True)
        pairs = sorted(((stretch, chunk) for chunk, home in homes for stretch in home), key=lambda pair: pair[0].index)
        tokens = [tokens_of_sentence(stretch, chunk, path.stem, readings[chunk.index]) for stretch, chunk in pairs]
        ends = np.cumsum([len(rows) for rows in tokens])
        keep(
            kept,
            sentences=minilm.embed(sentences),
            chunks=np.array([reading.vector for reading in readings]),
            tokens=np.concatenate(tokens),
            ends=ends,
        )
    with np.load(kept) as found:
        tokens = np.split(found["tokens"].astype(np.float32), found["ends"][:-1])
        return Lecture(
            path.stem,
            stretches.sentences,
            stretches.chunks,
            found["sentences"],
            found["chunks"],
            tokens,
            [pack_vectors(each) for each in tokens],
            [joined(chunk.text) for chunk in stretches.chunks],
            [Counter(terms(chunk.text)) for chunk in stretches.chunks],
        )


def read_questions(cases: Sequence[Case], minilm: MiniLM) -> list[Question]:
    texts = [without_quotes(case.question) for case in cases]
    kept = kept_file(["questions", *texts])
    read = minilm.read(texts) if not kept.exists() else None
    if read is not None:
        ends = np.cumsum([len(tokens.tokens) for tokens in read])
        keep(
            kept,
            vectors=np.array([tokens.vector for tokens in read]),
            tokens=np.concatenate([tokens.token_vectors for tokens in read]),
            spans=np.concatenate([np.array(tokens.spans).reshape(-1, 2) for tokens in read]),
            names=np.array([name for tokens in read for name in tokens.tokens]),
            ends=ends,
        )
    with np.load(kept) as found:
        cuts = found["ends"][:-1]
        parts = [np.split(found[key], cuts) for key in ("tokens", "spans", "names")]
        return [_question(*row) for row in zip(texts, found["vectors"], *parts, strict=True)]


def _question(
    text: str, vector: Vectors, tokens: Vectors, spans: NDArray[np.int64], names: NDArray[np.str_]
) -> Question:
    pairs = tuple((int(left), int(right)) for left, right in spans)
    return read_question(text, Reading(vector, tuple(map(str, names)), pairs, tokens.astype(np.float32)))


def kept_file(texts: Sequence[str]) -> Path:
    return CACHE / (hashlib.sha256("\n".join(["minilm", *texts]).encode()).hexdigest()[:24] + ".npz")


def keep(path: Path, **arrays: NDArray[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    small = {name: array.astype(np.float16) if name == "tokens" else array for name, array in arrays.items()}
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, allow_pickle=False, **small)
    partial.replace(path)


def score(library: Library, question: Question, clock: Clock) -> Scored:
    """A question on its way through the ranking, each part on the clock (the first stands for what SQL does)."""
    with clock.part("candidates"):
        chunks, sentences, inside = library.candidates(question)
    with clock.part("shortlist"):
        shortlist = shorten(chunks, sentences, question.grams)
    chosen = [inside[row] for row in shortlist.rows]
    near = {i: library.neighbours(i) for i in chosen}
    with clock.part("unpack tokens"):
        needed = sorted({k for group in near.values() for k in group})
        packed = {k: unpack_vectors(library.packed[k], len(question.vector)) for k in needed}
    with clock.part("maxsim"):
        rarities = dict(zip(question.terms, library.rarities(question.terms).tolist(), strict=True))
        texts = [library.sentences[i][1].text for i in chosen]
        weights = token_weights(question.token_texts, question.token_words, rarities, texts)
        own_scores, near_scores = met_by_sentences(question.tokens, near, packed, weights)
    exact = {k: library.tokens[k] for k in needed}
    own_exact, near_exact = met_by_sentences(question.tokens, near, exact, weights)
    stretches = [library.sentences[i] for i in chosen]
    spans = [Span(video, stretch.start_seconds, stretch.end_seconds, stretch.text) for video, stretch in stretches]
    with clock.part("place starts"):
        place_starts(spans, probabilities(final_scores(shortlist, own_scores, near_scores)), MOMENTS)
    passages = [" ".join(library.sentences[k][1].text for k in near[i]) for i in chosen]
    return Scored(shortlist, spans, own_scores, near_scores, own_exact, near_exact, passages)


Weigh = Callable[[Scored], Floats]


def without(change: Callable[[Shortlist], Shortlist]) -> Weigh:
    """The whole ranking with one of its parts set to nothing."""
    return lambda s: final_scores(change(s.shortlist), s.own, s.near)


PARTS: dict[str, Weigh] = {
    "sentence vectors alone": lambda s: 20 * s.shortlist.sentence,
    "words alone (BM25)": lambda s: 20 * s.shortlist.words,
    "similarity, sentence and chunk": lambda s: 13 * s.shortlist.sentence + 5.5 * s.shortlist.chunk,
    "+ words + grams (no token vectors)": lambda s: final_scores(s.shortlist),
    "+ tokens of the sentence": lambda s: final_scores(s.shortlist, s.own * 14 / 8, s.near * 0),
    "+ and of its neighbours: all": lambda s: final_scores(s.shortlist, s.own, s.near),
    "all, token vectors not packed": lambda s: final_scores(s.shortlist, s.own_exact, s.near_exact),
    "all, without sentence vectors": without(lambda s: replace(s, sentence=s.sentence * 0)),
    "all, without chunk vectors": without(lambda s: replace(s, chunk=s.chunk * 0)),
    "all, without words": without(lambda s: replace(s, words=s.words * 0)),
    "all, without grams": without(lambda s: replace(s, grams=s.grams * 0)),
}


def measure(library: Library, cases: Sequence[Case], scored: Sequence[Scored], weigh: Weigh) -> dict[str, float]:
    """What a student feels; a moment is heard if it starts 60 s before the answer to 5 s after it, in its video."""
    ranks: list[int | None] = []
    jumps: list[float] = []
    nearly = lecture = quoted = 0
    for case, one in zip(cases, scored, strict=True):
        if case.video is None:
            continue
        starts = place_starts(one.spans, probabilities(weigh(one)), MOMENTS)
        places = [(library.names[one.spans[start.quoted].video], start.play_seconds) for start in starts]
        heard = [v == case.video and case.start - HEARD <= at <= case.start + LATE for v, at in places]
        ranks.append(heard.index(True) if any(heard) else None)
        lecture += bool(places) and places[0][0] == case.video
        if starts and places[0][0] == case.video:
            said = one.spans[starts[0].quoted]
            quoted += said.start_seconds - ROUNDING <= case.start <= said.end_seconds + ROUNDING
        if ranks[-1] == 0:
            jumps.append(abs(case.start - places[0][1]))
            nearly += places[0][1] >= case.start - NEARLY
    total = len(ranks)
    return {
        "heard_within_60s_at_1": sum(rank == 0 for rank in ranks) / total,
        "heard_within_60s_at_5": sum(rank is not None and rank < 5 for rank in ranks) / total,
        "heard_within_20s_at_1": nearly / total,
        "mrr_at_10": sum(1 / (rank + 1) for rank in ranks if rank is not None) / total,
        "jump_error_median_s": float(np.median(jumps)) if jumps else float("nan"),
        "right_video_at_1": lecture / total,
        "quoted_at_1": quoted / total,
    }


def token_bytes_per_hour(library: Library) -> float:
    ends: dict[int, float] = {}
    for video, stretch in library.sentences:
        ends[video] = max(ends.get(video, 0.0), stretch.end_seconds)
    return sum(map(len, library.packed)) / (sum(ends.values()) / 3600)


def show(report: dict[str, Any]) -> None:
    table = Table(
        title=f"{report['questions']} questions, {report['videos']} lectures, {report['sentences']} sentences"
    )
    columns = {"60 s @1": 0, "60 s @5": 1, "20 s @1": 2, "MRR@10": 3, "jump": 4, "video @1": 5, "quoted @1": 6}
    for column in ("ranking", *columns):
        table.add_column(column, justify="left" if column == "ranking" else "right")
    for name, row in report["rows"].items():
        table.add_row(name, *(f"{value:.1f} s" if "jump" in key else f"{value:.3f}" for key, value in row.items()))
    console = Console(width=120)
    console.print(table)
    console.print({key: report[key] for key in ("token_bytes_per_hour", "milliseconds_p50", "milliseconds_p95")})


if __name__ == "__main__":
    main()
