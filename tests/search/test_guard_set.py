"""The guard set is what it says: its own texts, and questions that share few words with their answers."""

import json
from pathlib import Path
from typing import Any

from chronos.model import Word
from chronos.text.terms import terms
from chronos.videos import read_captions, words_from_cues

GUARD = Path(__file__).parents[2] / "bench" / "guard"
PASSAGE_SECONDS = 16.0  # to either side of the answer: eighty words


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GUARD / name).read_text().splitlines()]


def transcripts() -> dict[str, list[Word]]:
    return {path.stem: words_from_cues(read_captions(path).cues) for path in GUARD.glob("transcripts/*.vtt")}


def test_it_is_large_enough() -> None:
    assert len(transcripts()) >= 10
    assert len(rows("questions.jsonl")) >= 40
    assert len(rows("unanswerable.jsonl")) >= 15


def test_answers_are_said_when_the_set_says_so() -> None:
    spoken = transcripts()
    for row in rows("questions.jsonl"):
        said = [w.text for w in spoken[row["video"]] if row["start"] - 1 <= w.start_seconds <= row["end"] + 1]
        assert set(row["answer"].split()) <= {text.lower().strip(".,?!") for text in said}, row["id"]


def test_questions_share_few_words_with_the_passages_that_answer_them() -> None:
    spoken, shares = transcripts(), []
    for row in rows("questions.jsonl"):
        near = [w.text for w in spoken[row["video"]] if abs(w.start_seconds - row["start"]) <= PASSAGE_SECONDS]
        asked = set(terms(row["question"]))
        shares.append(len(asked & set(terms(" ".join(near)))) / len(asked))
    assert sum(shares) / len(shares) <= 0.10
    assert max(shares) <= 0.50
