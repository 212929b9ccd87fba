"""Sentences of the rooms in the reader's language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chronos.videos.judge_playback import Codings, word_playback_problem
from chronos.web.word_sentence import PARTS, SENTENCES, word_sentence
from chronos.web.words import load_words
from tests.web.conftest import Call, People

SOURCE = Path(__file__).parents[2] / "src/chronos"


def said() -> Iterator[str]:
    """Yield every text of the code, with `{}` for values."""
    for file in SOURCE.rglob("*.py"):
        if file.name != "word_sentence.py":
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def test_every_pattern_is_said_somewhere() -> None:
    texts = set(said())
    # Two patterns have a value of `form` each, which is none to its reader; that of a token ends with a constant.
    forms = [re.sub(r"%\(\w+\)s", "{}", pattern) for pattern in (*SENTENCES, *PARTS)]
    missing = [
        form
        for form in forms
        if form not in texts
        and re.sub("again as .* and add", "again {} and add", form) not in texts
        and form.replace("Sign in again.", "{}") not in texts
        and form.replace("{}.", "{}{}{}.") not in texts
    ]
    assert missing == []


def test_a_sentence_is_in_the_language_of_the_reader_with_its_value() -> None:
    german = load_words("de")
    assert word_sentence(german, "A file may have up to 512 MB.") == german.gettext(
        "A file may have up to %(count)s MB."
    ) % {"count": "512"}
    assert word_sentence(german, "A file may have up to 512 MB.") != "A file may have up to 512 MB."
    assert word_sentence(load_words("en"), "A file may have up to 512 MB.") == "A file may have up to 512 MB."


@pytest.mark.parametrize(
    "sentence", ["", "Nobody says this.", "A file may have up to  MB", "A file may have up to MB."]
)
def test_other_sentences_stay_as_they_are(sentence: str) -> None:
    assert word_sentence(load_words("de"), sentence) == sentence


@pytest.mark.parametrize("is_own", [True, False])
def test_reasons_why_a_file_does_not_play_are_worded_too(is_own: bool) -> None:
    problem = word_playback_problem(Codings("mkv", "hevc", None, "ac3"), is_own=is_own)
    assert problem is not None
    worded = word_sentence(load_words("de"), problem)
    assert "HEVC (H.265)" in worded
    assert "Dolby Digital (AC-3)" in worded
    assert " and " not in worded
    assert "its pictures" not in worded


async def test_scripts_of_pages_get_it_worded_and_programs_do_not(browse: Call, api: Call, people: People) -> None:
    headers = {"Accept": "application/problem+json", "Accept-Language": "de"}
    sentence = "Ask something: the question is empty."
    page = await browse(people.student).post("/chat", data={"question": " "}, headers=headers)
    assert page.json()["detail"] == load_words("de").gettext(sentence) != sentence
    program = await api(people.student).post(
        "/api/v1/search", json={"query": "\u200b"}, headers={"Accept-Language": "de"}
    )
    assert program.json()["detail"] == sentence
