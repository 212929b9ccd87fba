"""Answers in the making: read from any place, resumed, stopped."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest

from chronos.errors import NotFound, OverLimit
from chronos.web import answer_runs
from chronos.web.answer_runs import AnswerRun, AnswerRuns, Event, Making, Pace
from chronos.web.event_streams import MAX_OF_ONE_CALLER

CALLER = UUID(int=1)


class Source:
    """Events that a test releases one by one."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event | Exception] = asyncio.Queue()
        self.is_closed = False

    async def make(self) -> AsyncGenerator[Event]:
        try:
            while True:
                event = await self.events.get()
                if isinstance(event, Exception):
                    raise event
                yield event
                if event[0] == "done":
                    return
        finally:
            self.is_closed = True

    def say(self, *words: str) -> None:
        for word in words:
            self.events.put_nowait(("delta", json.dumps(word)))

    def end(self) -> None:
        self.events.put_nowait(("done", "{}"))


async def read_stopped() -> Event:
    return "done", json.dumps("stopped")


def begin(runs: AnswerRuns, source: Source, grace: float = 60.0, caller: UUID = CALLER) -> tuple[UUID, AnswerRun]:
    answer_id = uuid4()
    return answer_id, runs.start(Making(answer_id, caller, source.make(), read_stopped), Pace(grace, heartbeat=0.05))


def text_of(event: str) -> str:
    return event.partition("data: ")[2].strip()


async def take(run: AnswerRun, after: int, number: int) -> list[str]:
    """Read so many events and lose the connection."""
    events, taken = run.read(after), list[str]()
    async for event in events:
        if not event.startswith(":"):
            taken.append(event)
        if len(taken) == number:
            break
    await events.aclose()
    return taken


async def test_a_lost_connection_resumes_without_a_lost_or_doubled_word() -> None:
    source = Source()
    _, run = begin(AnswerRuns(), source)
    source.say("one", "two", "three")
    first = await take(run, 0, 2)
    assert [event.split("\n")[1] for event in first] == ["id: 1", "id: 2"]
    source.say("four")
    source.end()
    rest = await take(run, 2, 3)
    assert [text_of(event) for event in first + rest] == ['"one"', '"two"', '"three"', '"four"', "{}"]
    assert "id: end" in rest[-1]
    assert [text_of(event) for event in await take(run, 0, 5)] == [text_of(event) for event in first + rest]


async def test_who_names_an_event_that_never_was_gets_them_all() -> None:
    _, run = begin(AnswerRuns(), source := Source())
    source.say("one")
    source.end()
    assert [text_of(event) for event in await take(run, 999, 2)] == ['"one"', "{}"]


async def test_a_silent_model_is_told_from_a_lost_connection() -> None:
    _, run = begin(AnswerRuns(), Source())
    events = run.read()
    assert (await anext(events)).startswith(": ")
    await events.aclose()
    run.stop()


async def test_an_answer_without_a_reader_is_stopped_after_a_grace() -> None:
    runs, source = AnswerRuns(), Source()
    answer_id, run = begin(runs, source, grace=0.02)
    source.say("one")
    await take(run, 0, 1)
    await asyncio.wait([run.task])
    assert source.is_closed
    assert [text_of(event) for event in await take(run, 1, 1)] == ['"stopped"']
    await asyncio.sleep(0.1)
    assert runs.find(answer_id, CALLER) is None


async def test_a_reader_who_comes_back_in_time_keeps_the_answer_going() -> None:
    source = Source()
    _, run = begin(AnswerRuns(), source, grace=0.2)
    source.say("one")
    await take(run, 0, 1)
    events = run.read(1)
    assert (await anext(events)).startswith(":")
    await asyncio.sleep(0.3)
    source.say("two")
    assert text_of([event async for event in _until_delta(events)][-1]) == '"two"'
    await events.aclose()
    run.stop()


async def _until_delta(events: AsyncGenerator[str]) -> AsyncGenerator[str]:
    async for event in events:
        yield event
        if not event.startswith(":"):
            return


async def test_nothing_that_waits_is_shown_after_access_has_ended() -> None:
    source = Source()
    _, run = begin(AnswerRuns(), source)
    source.say("one", "two")
    source.events.put_nowait(NotFound("Gone.", code="session_not_found"))
    await asyncio.wait([run.task])
    [shown] = await take(run, 0, 5)
    assert json.loads(text_of(shown)) == {"code": "session_not_found", "detail": "Gone."}


@pytest.mark.filterwarnings("ignore")
async def test_a_bug_ends_the_stream_with_an_error() -> None:
    source = Source()
    _, run = begin(AnswerRuns(), source)
    source.say("one")
    source.events.put_nowait(ValueError("x"))
    assert "internal_error" in (await take(run, 0, 2))[1]


async def test_only_the_caller_finds_an_answer() -> None:
    runs = AnswerRuns()
    made = [begin(runs, Source()) for _ in range(MAX_OF_ONE_CALLER)]
    assert runs.find(made[0][0], CALLER) is made[0][1]
    assert runs.find(made[0][0], uuid4()) is None
    await runs.finish()
    assert all(run.task.done() for _, run in made)


def test_a_caller_has_a_bounded_number_of_answers_at_once() -> None:
    runs = AnswerRuns()
    with ExitStack() as held:
        for _ in range(MAX_OF_ONE_CALLER):
            held.enter_context(runs.place(CALLER))
        with pytest.raises(OverLimit) as refused, runs.place(CALLER):
            pass
        assert refused.value.code == "too_many_connections"
        with runs.place(uuid4()):
            pass
    with pytest.raises(RuntimeError), runs.place(CALLER):
        raise RuntimeError
    assert not runs._places


async def test_an_endless_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_runs, "MAX_BYTES", 10)
    source = Source()
    _, run = begin(AnswerRuns(), source)
    source.say("longer than ten")
    assert [text_of(event) for event in await take(run, 0, 2)] == ['"longer than ten"', '"stopped"']
