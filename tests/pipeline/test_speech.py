"""The example course as the pipeline hears it: nearly every word, and every section at its second."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from chronos.model import Word
from chronos.pipeline.transcribe_windows import transcribe_windows
from tests.speech import error_rate, load_whisper, text_of

pytestmark = [pytest.mark.xdist_group("speech"), pytest.mark.timeout(600)]  # one worker hears each video once


@dataclass(frozen=True)
class Lesson:
    """A video of the course: what course.json says of it, and what was heard."""

    known: dict[str, Any]
    words: list[Word]
    language: str | None


@pytest.fixture(scope="module")
def lessons(repository: Path, models_home: Path) -> list[Lesson]:
    folder = repository / "examples" / "course"
    whisper = load_whisper(models_home)
    heard = []
    for video in json.loads((folder / "course.json").read_text())["videos"]:
        results = list(transcribe_windows(folder / video["file"], whisper))
        words = [word for result in results for word in result.words]
        heard.append(Lesson(video, words, results[-1].language))
    return heard


def test_at_most_ten_words_in_a_hundred_are_wrong(lessons: list[Lesson]) -> None:
    rates = {lesson.known["file"]: error_rate(lesson.known["text"], text_of(lesson.words)) for lesson in lessons}
    assert max(rates.values()) <= 0.10, rates


def test_every_section_is_found_within_a_second(lessons: list[Lesson]) -> None:
    off = {
        section["heading"]: second_of(section["first_sentence"], lesson.words) - section["start_seconds"]
        for lesson in lessons
        for section in lesson.known["sections"]
    }
    assert max(map(abs, off.values())) <= 1.0, off


def test_the_language_is_found(lessons: list[Lesson]) -> None:
    assert {lesson.language for lesson in lessons} == {"en"}


def second_of(sentence: str, words: list[Word]) -> float:
    """When the row of words begins that is most like `sentence`."""
    wanted = bare(sentence.split())
    said = bare([word.text for word in words])
    best = max(
        range(len(said)),
        key=lambda i: (SequenceMatcher(None, wanted, said[i : i + len(wanted)], autojunk=False).ratio(), -i),
    )
    return words[best].start_seconds


def bare(words: list[str]) -> list[str]:
    return ["".join(character for character in word.lower() if character.isalnum()) for word in words]
