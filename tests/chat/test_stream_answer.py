"""Streaming: the sources first, then words and citations, the whole answer at last."""

from contextlib import aclosing

from chronos import chat
from chronos.app import App
from chronos.chat.events import Answered, CitationAdded, SourcesFound, TextAdded
from chronos.model import Actor
from tests.chat.conftest import SENTENCE

QUESTION = "How do I freeze a runner?"


async def test_sources_come_before_the_first_word_and_the_answer_last(app: App, sam: Actor) -> None:
    async with aclosing(chat.stream_answer(app.db, app.answerer, sam, chat.Asking(QUESTION))) as stream:
        first, *events, last = [event async for event in stream]
    assert isinstance(first, SourcesFound)
    assert (first.is_covered, first.moments[0].text) == (True, SENTENCE)
    assert isinstance(last, Answered)
    assert "".join(event.text for event in events if isinstance(event, TextAdded)) == last.answer.text
    assert [event.citation for event in events if isinstance(event, CitationAdded)] == last.answer.citations


async def test_asking_at_once_gives_the_same(app: App, sam: Actor) -> None:
    async with aclosing(chat.stream_answer(app.db, app.answerer, sam, chat.Asking(QUESTION))) as stream:
        *_, last = [event async for event in stream]
    assert last == Answered(await chat.ask(app.db, app.answerer, sam, QUESTION))
