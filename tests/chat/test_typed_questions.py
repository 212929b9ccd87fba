"""Questions as people type them, asked of the example course as it was recognised: what is answered, and where."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chronos.app import App
from chronos.chat import Answer, ask
from chronos.evaluation import ingest, read_folder, scratch_tenant
from chronos.evaluation.check_quotes import duplicates, misquoted
from chronos.videos import list_words

TYPED = Path(__file__).parents[2] / "bench" / "typed"
LEAST_RIGHT = 55
WRONG_SHARE = 0.05  # of the answers that are sure
ROUNDING = 0.5  # seconds by which captions may differ from the words


def rows(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (TYPED / name).read_text("utf-8").splitlines())


def is_right(answer: Answer, row: dict[str, Any]) -> bool:
    """Return whether the first quote overlaps the seconds in which the answer is said."""
    if not answer.covered:
        return False
    first = answer.citations[0]
    overlaps = first.start_seconds <= row["end"] + ROUNDING and first.end_seconds >= row["start"] - ROUNDING
    return bool(first.title == row["video"] and overlaps)


def test_the_table_has_sixty_questions_of_every_kind() -> None:
    kinds = [row["kind"] for row in rows("questions.jsonl")]
    assert len(kinds) == 60
    assert set(kinds) == {
        "framing", "greeting", "emoji", "capitals", "typo", "fragment", "follow-up", "quote", "number", "yes/no",
        "plain",
    }  # fmt: skip


@pytest.mark.timeout(300)
async def test_answers_quote_the_right_seconds_word_for_word(app: App) -> None:
    right, refused, sure, sure_and_wrong = 0, set[str](), 0, set[str]()
    answerer = replace(app.answerer, engine=replace(app.answerer.engine, is_limited=False))
    async with scratch_tenant(app.db, app.objects) as scratch:
        async with app.worker():
            made = await ingest(app.db, app.objects, scratch, read_folder(TYPED).captions)
        async with app.db.acting_as(scratch.student) as tx:
            spoken = {video: await list_words(tx, video) for video in made.videos.values()}
        for row in rows("questions.jsonl"):
            answer = await ask(app.db, answerer, scratch.student, row["question"])
            right += is_right(answer, row)
            sure += answer.sure
            sure_and_wrong |= {row["question"]} if answer.sure and not is_right(answer, row) else set()
            refused |= set() if answer.covered else {row["question"]}
            assert not misquoted(answer.citations, spoken)
            assert not duplicates(answer.citations)
            assert all(0 <= one.start_seconds - one.play_seconds <= 2 for one in answer.citations)
            assert not answer.covered or all(f"“{one.text}”" in answer.text for one in answer.citations)
    assert right >= LEAST_RIGHT
    assert not refused
    assert len(sure_and_wrong) <= WRONG_SHARE * sure, sure_and_wrong
