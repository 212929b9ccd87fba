"""An answer is shown as it is made."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from uuid import uuid4

import pytest

from chronos.chat import Answer, Answered, AnswerEvent, Citation, CitationAdded, SourcesFound, TextAdded
from chronos.cli.show_answer import print_citations, show_answer
from chronos.errors import ProviderError
from chronos.model import VideoId
from chronos.providers.language import Usage

QUESTION = "What is light?"
URL = "http://127.0.0.1:8000"
CITATION = Citation(VideoId(uuid4()), uuid4(), "On\x1b[31m light", 75.0, 80.0, 75.0, "It is bright.")
LINK = f"{URL}/videos/{CITATION.video_id}?t=75"


async def events(answer: Answer, *parts: str, breaks: bool = False) -> AsyncGenerator[AnswerEvent, None]:
    yield SourcesFound([], answer.covered, QUESTION)
    for part in parts:
        yield TextAdded(part)
    yield CitationAdded(1, CITATION)
    if breaks:
        raise ProviderError("The model is away.", code="model_unavailable")
    yield Answered(answer)


def an_answer(text: str, *, covered: bool = True, usage: Usage | None = None, notice: str | None = None) -> Answer:
    return Answer(covered, True, text, [CITATION], "m", usage or Usage(3, 4), notice)


async def test_words_come_first_and_what_they_rest_on_last(capsys: pytest.CaptureFixture[str]) -> None:
    await show_answer(
        events(an_answer("It is not dark. [1]"), "It is not ", "dark.", " [1]"), URL, question=QUESTION, as_json=False
    )
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "It is not dark. [1]",
        "",
        "[1] On [31m light, 1:15–1:20",
        "    “It is bright.”",
        f"    {LINK}",
    ]


async def test_a_quote_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = "“It is bright.” [1]"
    await show_answer(
        events(an_answer(text, usage=Usage(), notice="Used up."), text), URL, question=QUESTION, as_json=False
    )
    shown = capsys.readouterr().out
    assert shown.count("It is bright.") == 1
    assert shown.endswith("\nUsed up.\n\nQuoted from the videos; no text was generated.\n")


async def test_closest_moments_are_named_so(capsys: pytest.CaptureFixture[str]) -> None:
    text = "This is not covered in this course."
    await show_answer(events(an_answer(text, covered=False), text), URL, question=QUESTION, as_json=False)
    assert capsys.readouterr().out.startswith(f"{text}\nThe closest moments:\n\n[1] On")


async def test_words_write_nothing_to_the_terminal_but_lines(capsys: pytest.CaptureFixture[str]) -> None:
    await show_answer(events(an_answer("-"), "a\x1b[2J\u202eb\nc\r\x07"), URL, question=QUESTION, as_json=False)
    assert capsys.readouterr().out.startswith("a [2J b\nc  \n")


async def test_an_answer_that_breaks_off_ends_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProviderError):
        await show_answer(events(an_answer("-"), "It is", breaks=True), URL, question=QUESTION, as_json=False)
    assert capsys.readouterr().out == "It is\n"


async def test_programs_get_a_line_for_each_event(capsys: pytest.CaptureFixture[str]) -> None:
    await show_answer(events(an_answer("It is. [1]"), "It is.", " [1]"), URL, question=QUESTION, as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["sources", "delta", "delta", "citation", "done"]
    assert (lines[3]["number"], lines[3]["url"], lines[3]["text"]) == (1, LINK, "It is bright.")
    assert (lines[4]["text"], lines[4]["usage"]["output_tokens"]) == ("It is. [1]", 4)


async def test_the_best_part_of_a_long_quote_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    long = replace(CITATION, text="It is so. It is bright. It is here.", best_text="It is bright.")
    print_citations([long], URL, f"“{long.text}” [1]")
    print_citations([long], URL, "It is. [1]")
    assert [line.strip() for line in capsys.readouterr().out.splitlines() if "“" in line] == [
        "“It is bright.”",
        "“It is so. It is bright. It is here.”",
    ]
