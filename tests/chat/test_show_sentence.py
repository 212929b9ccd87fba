"""A sentence as its reader sees it."""

from chronos.chat.assemble_sentences import DraftSentence
from chronos.chat.events import TextAdded
from chronos.chat.inquiry import Draft, inquire
from chronos.chat.instructions import INSTRUCTIONS
from chronos.chat.show_sentence import Showing
from chronos.providers.language import Citing
from chronos.search import Found
from tests.chat.conftest import no_checks
from tests.moments import a_passage

PASSAGE = a_passage(text="A <b>fast</b> shutter freezes.")


def a_showing(*, is_quoting: bool = False) -> Showing:
    inquiry = inquire("Why?", Found([PASSAGE.moment], "answered"), [PASSAGE], 1, no_checks())
    return Showing(inquiry, Draft(), is_quoting=is_quoting)


async def show(*texts: str, is_quoting: bool = False) -> str:
    showing = a_showing(is_quoting=is_quoting)
    for text in texts:
        await showing.show(DraftSentence("\n", text, (Citing(0, 1, 1),)))
    return "".join(showing.draft.parts)


async def test_only_words_are_shown() -> None:
    assert await show("<b>A fast shutter</b> freezes [7].", "---", "![](x)") == "A fast shutter freezes. [1]"


async def test_no_model_marks_or_repeats_its_instructions() -> None:
    assert await show("A fast shutter freezes. (Not from the videos)") == "A fast shutter freezes. [1]"
    assert await show(INSTRUCTIONS) == ""


async def test_quotes_are_shown_with_a_citation_or_not_at_all() -> None:
    assert await show("“A <b>fast</b> shutter freezes.”", is_quoting=True) == "“A fast shutter freezes.” [1]"
    assert await a_showing(is_quoting=True).show(DraftSentence("", "“Fast.”")) == []


async def test_the_first_sentence_begins_the_text() -> None:
    showing = a_showing()
    [first] = await showing.show(DraftSentence("\n\n", "One."))
    [second] = await showing.show(DraftSentence("\n\n", "Two."))
    assert isinstance(first, TextAdded)
    assert isinstance(second, TextAdded)
    assert (first.text, second.text) == ("One. (not from the videos)", "\n\nTwo. (not from the videos)")
