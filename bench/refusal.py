"""How well does search tell what a library does not answer? Fits the model of `search/refusal.py`, and draws its curve.

Questions are asked of libraries of many sizes, drawn from the folder's transcripts; the questions of a lecture that is
left out have no answer either. The guard set is in no fit, but the features were chosen with its figures in view.

Run: python bench/refusal.py DIR [--write]; DIR holds transcripts/*.vtt, questions.jsonl, unanswerable.jsonl.
`--write` replaces src/chronos/search/refusal.json.
"""

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from chronos.config import load_settings
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path
from chronos.search.evidence import BEST_STARTS, Evidence, Said, log_count, missing_names, sum_masses
from chronos.search.mass import place_starts, probabilities
from chronos.search.question import Question
from chronos.search.score import final_scores, worded_scores
from retrieval import Clock, Library, Scored, read_cases, read_lecture, read_questions, score

HERE = Path(__file__).parent
FILE = HERE.parent / "src" / "chronos" / "search" / "refusal.json"
RESULTS = HERE / "results" / "refusal.json"

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = {1: 16, 2: 10, 4: 6, 8: 3, 16: 1}  # libraries of so many lectures
OWN, OTHERS, UNANSWERABLE = 250, 40, 120  # questions of each library: answered in it, by other lectures, by none
PARTS = 3  # of each lecture where it stands for several short ones
FITTED = ("meaning", "wording", "chunk", "mass", "names_elsewhere")
SIZES = ("chunks", "videos")
FOLDS = 4
RIDGE = 1.0
STEPS = 25
CURVE = (0.80, 0.85, 0.90, 0.95, 0.98)

# What part of the unanswerable questions is answered in a library of one lecture, and in one of all. A wrong refusal
# costs more where there is little to be confused with.
ALLOWED_OF_ONE, ALLOWED_OF_ALL = 0.13, 0.095
# Libraries of many subjects are met by more questions than their size says. Chosen with the guard set in view, which
# has thirteen subjects and the size of half a lecture.
SUBJECTS = 0.68
SURE = 2.0  # log-odds above those of the threshold


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of a library: what was found, and whether it is answered there, by which lecture."""

    evidence: Evidence
    is_answered: bool
    lecture: str
    library: int  # its lectures


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of the evidence: log-odds of being answered."""

    intercept: float
    weights: dict[str, float]

    def weigh(self, examples: Sequence[Example]) -> Floats:
        """Return the log-odds of each example."""
        odds: Floats = self.intercept + values_of(examples, tuple(self.weights)) @ np.array(list(self.weights.values()))
        return odds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the file that search reads")
    arguments = parser.parse_args()
    home = load_settings().home
    install(home, ["minilm"])
    minilm = MiniLM(model_path(home, "minilm"), threads=1)
    taught, guard = Course(arguments.folder, minilm), Course(HERE / "guard", minilm)
    examples = draw(taught)
    unseen = guard.examples(guard.lectures, range(len(guard.cases)), len(guard.lectures))
    model, threshold = fit(examples)
    odds = cross_validate(examples)
    whole = np.array([example.library == max(DRAWS) for example in examples])
    short = [with_parts(example) for example, is_whole in zip(examples, whole, strict=True) if is_whole]
    report = {
        "made": time.strftime("%Y-%m-%d"),
        "command": f"python bench/refusal.py {arguments.folder.name} --write",
        "data": f"{len(examples):,} questions of {sum(DRAWS.values())} libraries of {len(taught.lectures)} lectures",
        "cross_validated": {
            f"{size} lectures": shares(
                [e for e in examples if e.library == size], odds[[e.library == size for e in examples]]
            )
            for size in DRAWS
        },
        f"{PARTS * len(taught.lectures)} short lectures": shares(short, model.weigh(short) - threshold),
        "guard": shares(unseen, model.weigh(unseen) - threshold),
        "curve": curve([e for e in examples if e.library == max(DRAWS)], odds[whole]),
        "intercept": model.intercept,
        "weights": model.weights,
        "threshold": sigmoid(threshold),
        "sure": sigmoid(threshold + SURE),
    }
    Console().print(report)
    RESULTS.parent.mkdir(exist_ok=True)
    (FILE if arguments.write else RESULTS).write_text(json.dumps(report, indent=2) + "\n")


class Course:
    """A folder of transcripts with its questions, read."""

    def __init__(self, folder: Path, minilm: MiniLM) -> None:
        self.lectures = {path.stem: read_lecture(path, minilm) for path in sorted(folder.glob("transcripts/*.vtt"))}
        self.cases = read_cases(folder)
        self.questions = read_questions(self.cases, minilm)
        self._clock = Clock()

    def examples(self, names: Collection[str], rows: Iterable[int], size: int) -> list[Example]:
        """Return what is found for questions in a library of the lectures of these names."""
        library = Library([self.lectures[name] for name in names])
        return [self._example(library, row, size) for row in rows]

    def _example(self, library: Library, row: int, size: int) -> Example:
        case, question = self.cases[row], self.questions[row]
        evidence = read_evidence(library, question, score(library, question, self._clock))
        return Example(evidence, case.video in library.names, case.video or question.text, size)


def read_evidence(library: Library, question: Question, scored: Scored) -> Evidence:
    """Return what `rank` weighs."""
    scores = final_scores(scored.shortlist, scored.own, scored.near)
    best = int(scores.argmax())
    wording = float(worded_scores(scored.shortlist, has_tokens=True)[best])
    starts = place_starts(scored.spans, probabilities(scores), BEST_STARTS)
    shown = starts[0].quoted
    said = Said(scored.passages[shown], library.names[scored.spans[shown].video], "en")
    unheard = {term for term in question.terms if term not in library.postings}
    return Evidence(
        meaning=float(scores[best]) - wording,
        wording=wording,
        chunk=float(scored.shortlist.chunk[shown]),
        mass=sum_masses(starts),
        names_elsewhere=len(missing_names(question, said) - unheard),
        chunks=log_count(len(library.chunks)),
        videos=log_count(len(library.names)),
    )


def draw(course: Course) -> list[Example]:
    """Ask libraries of several sizes; each lecture is equally often in those of one size."""
    chance, rows = random.Random(7), range(len(course.cases))
    examples: list[Example] = []
    for size, times in DRAWS.items():
        deck: list[str] = []
        for _ in range(times):
            deck = deck or chance.sample(list(course.lectures), len(course.lectures))
            some, deck = sorted(deck[:size]), deck[size:]
            own = [row for row in rows if course.cases[row].video in some]
            others = [row for row in rows if course.cases[row].video not in {None, *some}]
            none = [row for row in rows if course.cases[row].video is None]
            kinds = ((own, OWN), (others, OTHERS), (none, UNANSWERABLE))
            asked = [row for those, most in kinds for row in chance.sample(those, min(len(those), most))]
            examples += course.examples(some, asked, size)
    return examples


def with_parts(example: Example) -> Example:
    """Return the example as if each lecture were several short ones: only their number differs."""
    evidence = example.evidence
    return replace(example, evidence=replace(evidence, videos=evidence.videos + math.log(PARTS)))


def fit(examples: Sequence[Example]) -> tuple[Model, float]:
    """Return the model, and the log-odds from which a question is answered.

    The weights of what was found are fitted; those of chunks and videos then keep the share of unanswerable questions
    that are answered as it is allowed, and the whole is calibrated.
    """
    answered = np.array([example.is_answered for example in examples])
    intercept, weights = newton(values_of(examples, FITTED), answered, balance(examples))
    found = intercept + values_of(examples, FITTED) @ weights
    base, growth = grow(examples, found)
    beyond = found - base - values_of(examples, SIZES) @ np.array([growth, SUBJECTS])
    start, [scale] = newton(beyond[:, None], answered, balance(examples))
    sizes = dict(zip(SIZES, (-scale * growth, -scale * SUBJECTS), strict=True))
    fitted = dict(zip(FITTED, (scale * weights).tolist(), strict=True))
    return Model(float(start + scale * (intercept - base)), fitted | {k: float(v) for k, v in sizes.items()}), float(
        start
    )


def grow(examples: Sequence[Example], found: Floats) -> tuple[float, float]:
    """Return the log-odds to exceed: of one chunk, and for each step of the logarithm of their number."""
    points = []
    for size in DRAWS:
        rows = [i for i, e in enumerate(examples) if e.library == size and not e.is_answered]
        allowed = np.interp(math.log(size), [0, math.log(max(DRAWS))], [ALLOWED_OF_ONE, ALLOWED_OF_ALL])
        chunks, videos = np.median(values_of([examples[i] for i in rows], SIZES), axis=0)
        points.append((chunks, np.quantile(found[rows], 1 - allowed) - SUBJECTS * videos))
    chunks_of, least = np.array(points, np.float64).T
    growth, base = np.polyfit(chunks_of, least, 1)
    return float(base), float(growth)


def newton(values: Floats, answered: Mask, weights: Floats) -> tuple[float, Floats]:
    """Return intercept and weights of a logistic model with a slight ridge, by Newton's method."""
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    columns = np.column_stack([np.ones(len(values)), (values - middle) / spread])
    ridge = np.diag([1e-9, *[RIDGE] * values.shape[1]])
    found = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (weights * (answered - likely)) - ridge @ found
        curvature = (columns * (weights * likely * (1 - likely))[:, None]).T @ columns + ridge
        found += np.linalg.solve(curvature, slope)
    each: Floats = found[1:] / spread
    return float(found[0] - each @ middle), each


def balance(examples: Sequence[Example]) -> Floats:
    """Return weights by which each size of library counts the same, and in each both kinds of questions."""
    kinds = [(example.library, example.is_answered) for example in examples]
    counts = Counter(kinds)
    return np.array([1000 / counts[kind] for kind in kinds])


def cross_validate(examples: Sequence[Example]) -> Floats:
    """Return for each example its log-odds above the threshold, by a model that saw no question of its lecture."""
    groups = sorted({example.lecture for example in examples})
    random.Random(7).shuffle(groups)
    fold = {group: i % FOLDS for i, group in enumerate(groups)}
    odds = np.zeros(len(examples))
    for left_out in range(FOLDS):
        rows = [i for i, example in enumerate(examples) if fold[example.lecture] == left_out]
        model, threshold = fit([example for example in examples if fold[example.lecture] != left_out])
        odds[rows] = model.weigh([examples[i] for i in rows]) - threshold
    return odds


def shares(examples: Sequence[Example], odds: Floats) -> dict[str, float]:
    """Return what part of the questions with an answer, and of those without, is answered."""
    answered = np.array([example.is_answered for example in examples])
    return {
        "answered_answerable": round(float((odds[answered] >= 0).mean()), 3),
        "answered_unanswerable": round(float((odds[~answered] >= 0).mean()), 3),
    }


def curve(examples: Sequence[Example], odds: Floats) -> list[tuple[float, float]]:
    """Return pairs: answered of those with an answer, and of those without."""
    answered = np.array([example.is_answered for example in examples])
    cuts = [(part, np.quantile(odds[answered], 1 - part)) for part in CURVE]
    return [(part, round(float((odds[~answered] >= cut).mean()), 3)) for part, cut in cuts]


def values_of(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    return np.array([[getattr(example.evidence, name) for name in names] for example in examples], np.float64)


def sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


if __name__ == "__main__":
    main()
