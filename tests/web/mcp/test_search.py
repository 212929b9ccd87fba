"""What was found, as text for assistants."""

from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from chronos.web.api.search import AskAnswer, FoundMoment, FoundNote, SearchAnswer
from chronos.web.api.shapes import Citation
from chronos.web.mcp.search import word_answer, word_moments

VIDEO = UUID(int=1)
Shape = TypeVar("Shape", bound=BaseModel)
URL = "http://127.0.0.1:8000/videos/1?t=75"


def part(shape: type[Shape], fields: dict[str, Any]) -> Shape:
    """Return an answer of the API with the fields that are worded."""
    return shape.model_construct(**fields)


def a_citation(text: str) -> Citation:
    return part(
        Citation,
        {
            "video_id": VIDEO,
            "title": "Light",
            "start_seconds": 75,
            "end_seconds": 80,
            "play_seconds": 75,
            "text": text,
            "url": URL,
        },
    )


def an_answer(text: str, quote: str, *, covered: bool = True) -> AskAnswer:
    return part(AskAnswer, {"covered": covered, "text": text, "citations": [a_citation(quote)]})


def test_a_moment_and_a_note_have_their_addresses() -> None:
    moment = part(
        FoundMoment,
        {"title": "Light", "start_seconds": 75, "end_seconds": 3_700, "passage": "It is\nbright.", "url": URL},
    )
    note = part(FoundNote, {"title": "Light", "at_seconds": 5, "content": "ask Ada", "url": f"{URL}0"})
    told = word_moments(SearchAnswer(moments=[moment], notes=[note]))
    assert told.splitlines() == [
        "1. Light, 1:15–1:01:40",
        "   “It is bright.”",
        f"   {URL}",
        "Your notes:",
        "- Light, 0:05: ask Ada",
        f"  {URL}0",
    ]
    assert word_moments(SearchAnswer(moments=[], notes=[])) == "No moment of the videos matches."


def test_an_answer_cites_by_its_numbers_and_quotes_what_it_does_not_say_itself() -> None:
    assert word_answer(an_answer("Bright. [1]", "It is bright.")).splitlines() == [
        "Bright. [1]", "", "[1] Light, 1:15–1:20", "    “It is bright.”", f"    {URL}"
    ]  # fmt: skip
    assert "    “" not in word_answer(an_answer("“It is bright.” [1]", "It is bright."))


def test_closest_moments_are_told_as_no_answer() -> None:
    told = word_answer(an_answer("This is not covered in this course.", "It is bright.", covered=False))
    assert told.splitlines()[:3] == ["This is not covered in this course.", "", "The closest moments:"]
