"""What an answer costs: through the packages of the providers, by what these report, however the answer ends."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from chronos import chat
from chronos.app import App
from chronos.chat import show_sentence
from chronos.chat.charge_answer import OVERHEAD_BYTES, count_usage, list_charges, most_cost
from chronos.chat.choose_citations import choose_citations
from chronos.chat.events import TextAdded
from chronos.chat.explain_refusal import NOT_COVERED
from chronos.chat.inquiry import Draft, Inquiry, inquire
from chronos.chat.instructions import UNANSWERED
from chronos.chat.stream_message import BROKEN
from chronos.chat.word_or_quote import CUT_OFF
from chronos.model import Actor, SessionId
from chronos.providers.choose_language_model import Access, find_language_model
from chronos.providers.language import (
    MOST_ATTEMPTS,
    MOST_OUTPUT_TOKENS,
    Extractive,
    LanguageModel,
    Stopped,
    Usage,
    repeat_attempt,
)
from chronos.providers.language.network import Waits
from chronos.providers.language.remote_model import RemoteModel
from chronos.search import Found, find_moments
from chronos.search.refusal import Verdict
from chronos.usage import ModelPrice, Prices, list_unit_prices, reserve_answer
from tests.chat.conftest import SENTENCE, no_checks
from tests.language_model_server import KEY, MODEL, LanguageModelServer, Reply, Script, language_model_server
from tests.moments import a_passage

MOTION = "How do I freeze a running person?"
NAMES = (f"anthropic:{MODEL}", f"openai:{MODEL}")
USD = {kind: Decimal(usd) for kind, usd in (("input", 3), ("output", 15), ("cache_write", 4), ("cache_read", 1))}
CENT = Decimal("0.01")
PRICES = list_unit_prices(
    [
        ModelPrice(name, date(2026, 1, 1), USD["input"], USD["output"], USD["cache_write"], None, USD["cache_read"])
        for name in NAMES
    ]
)
SAID = Script(
    said=[("A fast shutter speed freezes the motion of a runner.", [(0, 1, 1)])], usage=(900, 5_700, 800, 400)
)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[LanguageModelServer]:
    monkeypatch.setattr(repeat_attempt, "PAUSES_SECONDS", (0.0, 0.0))
    with language_model_server() as running:
        yield running


@pytest.fixture(params=NAMES)
async def model(request: pytest.FixtureRequest, provider: LanguageModelServer) -> AsyncIterator[LanguageModel]:
    key = SecretStr(KEY)
    found = find_language_model(
        "CHRONOS_LANGUAGE_MODEL", request.param, Access(key, provider.url, key, f"{provider.url}/v1")
    )()
    yield found
    assert isinstance(found, RemoteModel)
    await found.close()


def cost_of(usage: tuple[int, int, int, int]) -> Decimal:
    read, written, cache_write, cache_read = usage
    millionths = read * USD["input"] + written * USD["output"] + cache_write * USD["cache_write"]
    return (millionths + cache_read * USD["cache_read"]) / 1_000_000


async def ledger(app: App) -> dict[str, Decimal]:
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select kind, quantity from private.ledger where kind = 'questions' or kind like '%%put_tokens' "
            "or kind like 'cache%%'"
        )
        [held] = await tx.fetch("select count(*) as open from private.holds where settled_at is null")
    assert held == {"open": 0}
    return {row["kind"]: row["quantity"] for row in rows}


async def spent(app: App) -> Decimal:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select sum(cost_usd) as usd from private.ledger where message_id is not null")
        [budget] = await tx.fetch("select used from private.budgets where meter = 'ai_credit_usd'")
    assert budget["used"] == row["usd"]
    return Decimal(row["usd"])


async def test_what_the_provider_reports_is_charged_and_stored(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(SAID)]
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    await chat.post_message(app.db, chat.Answerer(app.engine, model, PRICES), sam, session.id, MOTION)
    assert await ledger(app) == {
        "questions": 1, "input_tokens": 900, "output_tokens": 5_700, "cache_write_tokens": 800,
        "cache_read_tokens": 400,
    }  # fmt: skip
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch(
            "select model, input_tokens, output_tokens, cost_usd from chat_messages where role = 'assistant'"
        )
    assert row == {
        "model": model.name, "input_tokens": 2_100, "output_tokens": 5_700, "cost_usd": cost_of(SAID.usage),
    }  # fmt: skip
    assert await spent(app) == cost_of(SAID.usage)


@pytest.mark.parametrize("prices", [PRICES, {}], ids=["priced", "unpriced"])
async def test_an_absurd_report_costs_no_more_than_was_reserved_and_leaves_the_answer(
    app: App,
    sam: Actor,
    model: LanguageModel,
    provider: LanguageModelServer,
    prices: Prices,
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider.replies = [Reply(replace(SAID, usage=(10**12, 10**9, 10**30, 10**12)))]
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    post, held = chat.Post(session.id, MOTION), []
    async for event in chat.stream_message(app.db, chat.Answerer(app.engine, model, prices), sam, post):
        if isinstance(event, TextAdded):
            async with app.db.as_service("test") as tx:
                [row] = await tx.fetch("select sum(amount) as usd from private.holds where meter = 'ai_credit_usd'")
            held.append(row["usd"] or 0)
    message = await stored_answer(app, sam, session.id)
    assert message.content == "A fast shutter speed freezes the motion of a runner. [1]"
    assert message.cost_usd is not None
    assert message.cost_usd <= held[0]
    assert not prices or message.cost_usd == await spent(app)
    assert message.output_tokens == MOST_ATTEMPTS * MOST_OUTPUT_TOKENS
    [warning] = [one.getMessage() for one in caplog.records if one.name == "chronos.chat.charge_tokens"]
    assert warning.startswith(f"{model.name} reports more tokens than its call can use")
    assert KEY not in warning


async def test_a_model_that_finds_no_answer_leaves_a_refusal_and_a_gap_and_is_charged(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(Script(said=[(UNANSWERED, [])], usage=(900, 8, 0, 0)))]
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    events = chat.stream_message(app.db, chat.Answerer(app.engine, model, PRICES), sam, chat.Post(session.id, MOTION))
    shown = "".join([event.text async for event in events if isinstance(event, TextAdded)])
    message = await stored_answer(app, sam, session.id)
    assert (message.covered, message.is_stopped, shown) == (False, False, NOT_COVERED)
    assert message.content == "\n\n".join(filter(None, [NOT_COVERED, message.notice]))
    assert SENTENCE in [citation.text for citation in message.citations]
    assert (message.input_tokens, message.output_tokens) == (900, 8)
    assert message.cost_usd == await spent(app) == cost_of((900, 8, 0, 0))
    async with app.db.as_service("test") as tx:
        [kept] = await tx.fetch("select is_covered from private.asked_questions")
        facts = await tx.fetch("select kind from private.facts where kind in ('answer', 'refusal')")
    assert kept == {"is_covered": False}
    assert [fact["kind"] for fact in facts] == ["refusal"]


async def test_an_answer_beyond_the_greatest_length_is_cut_stored_and_charged(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    """By a server that ignores `max_tokens`."""
    said = [(" A fast shutter speed freezes the motion of a runner.", [(0, 1, 1)])] * 4_000
    provider.replies = [Reply(Script(said=said, part_length=10_000))]
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    answerer, shown = chat.Answerer(app.engine, model, PRICES), ""
    async for event in chat.stream_message(app.db, answerer, sam, chat.Post(session.id, MOTION)):
        if isinstance(event, TextAdded):
            shown += event.text
    message = await stored_answer(app, sam, session.id)
    assert message.content == f"{shown}\n\n{CUT_OFF}"
    assert (message.notice, message.is_stopped, len(message.citations)) == (CUT_OFF, False, 1)
    assert 80_000 < len(message.content) <= 100_000
    assert message.cost_usd is not None
    assert 0 < message.cost_usd == await spent(app)
    assert message.output_tokens is not None
    assert 10_000 < message.output_tokens <= MOST_ATTEMPTS * MOST_OUTPUT_TOKENS


async def test_a_failed_answer_costs_the_tokens_reported_until_then(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(SAID, events_sent=8)]
    answer = await chat.ask(app.db, chat.Answerer(app.engine, model, PRICES), sam, MOTION)
    assert (answer.covered, [citation.text for citation in answer.citations]) == (True, [SENTENCE])
    assert answer.notice is not None
    await check_unfinished(app, model)
    assert answer.cost_usd == await spent(app)


async def test_a_call_that_the_provider_refuses_costs_nothing(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(status=401)]
    answer = await chat.ask(app.db, chat.Answerer(app.engine, model, PRICES), sam, MOTION)
    assert (answer.covered, answer.model, answer.cost_usd) == (True, "extractive", Decimal(0))
    assert await ledger(app) == {"questions": 1}


async def test_a_cancelled_answer_costs_the_tokens_reported_until_then(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(SAID, events_sent=8, is_held=True)]
    asking = asyncio.create_task(chat.ask(app.db, chat.Answerer(app.engine, model, PRICES), sam, MOTION))
    async with asyncio.timeout(30):
        while not provider.requests:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)  # what is sent arrives
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await asyncio.to_thread(provider.was_left.wait, 10)
    await check_unfinished(app, model, questions=0)


async def check_unfinished(app: App, model: LanguageModel, questions: int = 1) -> None:
    """Anthropic reports what it read at the beginning, servers of OpenAI's form nothing before the end."""
    charged = await ledger(app)
    assert charged.get("questions", 0) == questions
    if model.name.startswith("anthropic"):
        assert charged["input_tokens"] == 900
        reported = (900, 1, 800, 400)
        assert (await spent(app)).quantize(CENT) == cost_of(reported).quantize(CENT)
    else:
        assert charged["input_tokens"] >= 1_000
    assert 1 <= charged["output_tokens"] < 20


async def test_leaving_the_stream_stops_the_provider_and_is_charged(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    script = Script(said=[*SAID.said, (" Another sentence follows it here.", [])] * 2, usage=SAID.usage)
    provider.replies = [Reply(script, events_sent=25, is_held=True)]
    asking = chat.Asking(MOTION)
    async with aclosing(chat.stream_answer(app.db, chat.Answerer(app.engine, model, PRICES), sam, asking)) as events:
        async for event in events:
            if isinstance(event, TextAdded):
                break
    assert await asyncio.to_thread(provider.was_left.wait, 10)
    assert (await ledger(app))["output_tokens"] >= 1


LONG = Script(
    said=[
        (f" A fast shutter speed freezes the motion of {who}.", [(0, 1, 1)]) for who in ("one runner", "a runner") * 2
    ],
    usage=SAID.usage,
)
REPORTED_AT_FIRST = (900, 1, 800, 400)  # by Anthropic; servers of OpenAI's form report at the end


@pytest.mark.parametrize("ending", ["finished", "stopped", "cut by the provider", "an error of our own"])
async def test_the_stored_answer_has_what_the_ledger_has(
    app: App,
    sam: Actor,
    model: LanguageModel,
    provider: LanguageModelServer,
    ending: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider.replies = [Reply(LONG, events_sent=None if ending == "finished" else 30, is_held=ending == "stopped")]
    if ending == "an error of our own":
        monkeypatch.setattr(show_sentence, "choose_citations", fail_at(2, choose_citations))
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    post = chat.Post(session.id, MOTION)
    events = chat.stream_message(app.db, chat.Answerer(app.engine, model, PRICES), sam, post)
    with pytest.raises(RuntimeError, match="of our own") if ending == "an error of our own" else nullcontext():
        async with aclosing(events):
            async for event in events:
                if ending == "stopped" and isinstance(event, TextAdded):
                    break
    message, charged = await stored_answer(app, sam, session.id), await ledger(app)
    assert message.cost_usd is not None
    assert message.cost_usd == await spent(app)
    read = sum(charged.get(kind, 0) for kind in ("input_tokens", "cache_write_tokens", "cache_read_tokens"))
    assert message.input_tokens == read
    assert message.output_tokens == charged["output_tokens"]
    assert message.model == model.name
    assert message.content.startswith("A fast shutter speed freezes the motion of one runner.")
    assert message.is_stopped is (ending in ("stopped", "an error of our own"))
    if ending == "finished":
        assert (message.input_tokens, message.output_tokens) == (2_100, 5_700)
        assert message.cost_usd == cost_of(LONG.usage)
    elif model.name.startswith("anthropic"):
        assert message.input_tokens == 2_100
        assert message.cost_usd.quantize(CENT) == cost_of(REPORTED_AT_FIRST).quantize(CENT)
    if ending == "an error of our own":
        assert message.content.endswith(BROKEN)


async def test_what_a_rewriting_used_is_part_of_its_answer(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    rewritten = Script([("Why does a fast shutter speed freeze a runner?", [])], usage=(300, 20, 0, 0))
    provider.replies = [Reply(SAID), Reply(rewritten), Reply(SAID)]
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    answerer = chat.Answerer(app.engine, model, PRICES)
    first, second = [await chat.post_message(app.db, answerer, sam, session.id, said) for said in (MOTION, "and why?")]
    assert (first.input_tokens, first.output_tokens) == (2_100, 5_700)
    assert (second.input_tokens, second.output_tokens) == (2_400, 5_720)
    assert second.cost_usd == cost_of(SAID.usage) + cost_of(rewritten.usage)


async def test_an_error_before_anything_was_found_stores_no_answer(
    app: App, sam: Actor, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("chronos.chat.stream_answer"), "find_moments", fail_at(1, find_moments))
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    with pytest.raises(RuntimeError, match="of our own"):
        await chat.post_message(app.db, chat.Answerer(app.engine, model, PRICES), sam, session.id, MOTION)
    async with app.db.acting_as(sam) as tx:
        assert [one.role for one in await chat.list_messages(tx, session.id)] == ["user"]
    assert await ledger(app) == {}


async def stored_answer(app: App, sam: Actor, session: SessionId) -> chat.Message:
    async with app.db.acting_as(sam) as tx:
        [_, answer] = await chat.list_messages(tx, session)
    return answer


def fail_at(call: int, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return `work`, which fails at one of its calls."""
    calls = itertools.count(1)

    async def fail(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == call:
            raise RuntimeError("A fault of our own.")
        return await work(*args, **kwargs)

    return fail


async def test_attempts_that_failed_are_charged_within_the_reservation(
    app: App, sam: Actor, model: LanguageModel, provider: LanguageModelServer
) -> None:
    """Anthropic reports what it read before the first word, servers of OpenAI's form at the end."""
    used = (900, 57, 20, 10)
    script = Script(usage=used)
    provider.replies = [Reply(script, events_sent=1), Reply(script, events_sent=1), Reply(script)]
    asking = chat.Asking(MOTION)
    held: list[Decimal] = []
    async with aclosing(chat.stream_answer(app.db, chat.Answerer(app.engine, model, PRICES), sam, asking)) as events:
        async for event in events:
            if isinstance(event, TextAdded):
                async with app.db.as_service("test") as tx:
                    [row] = await tx.fetch("select sum(amount) as usd from private.holds where meter = 'ai_credit_usd'")
                held.append(row["usd"])
    charged, is_told = await ledger(app), model.name.startswith("anthropic")
    assert charged["input_tokens"] == (2_700 if is_told else 900)
    assert charged["output_tokens"] == (59 if is_told else 57)
    assert await spent(app) < held[0]


async def test_a_hold_outlasts_the_longest_answer(app: App, sam: Actor) -> None:
    async with app.db.acting_as(replace(sam, role="chronos_assistant")) as tx:
        await reserve_answer(tx, uuid4(), Decimal(1))
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch("select expires_at - held_at as lifetime from private.holds")
    assert len(rows) == 2
    assert all(row["lifetime"] >= timedelta(seconds=2 * Waits().answer_seconds) - timedelta(seconds=1) for row in rows)


def found(question: str, verdict: Verdict = "answered") -> Inquiry:
    passage = a_passage(0.4, text="First.")
    return inquire(question, Found([passage.moment], verdict), [passage], 3, no_checks())


class Named(Extractive):
    """A model with a price."""

    name = NAMES[0]


def test_the_most_that_an_answer_costs_grows_with_its_text() -> None:
    short, long = (most_cost(PRICES, Named(), found("Why?" * n)) for n in (1, 1000))
    assert short < long
    assert most_cost(PRICES, Extractive(), found("Why?")) == 0
    assert most_cost(PRICES, Named(), found("Why?", "not_covered")) == 0


def test_no_answer_costs_more_than_its_reservation() -> None:
    inquiry = found("Why?")
    most = Usage(0, MOST_ATTEMPTS * MOST_OUTPUT_TOKENS, MOST_ATTEMPTS * OVERHEAD_BYTES)
    draft = Draft(usage=most, stopped=Stopped("max_tokens"), is_begun=True)
    charged = sum(charge.cost_usd for charge in list_charges(PRICES, Named(), inquiry, uuid4(), draft))
    assert charged <= most_cost(PRICES, Named(), inquiry)


@pytest.mark.parametrize("kind", ["input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens"])
def test_no_report_costs_more_than_its_reservation(kind: str) -> None:
    inquiry = found("Why?")
    draft = Draft(usage=replace(Usage(10, 10, 10, 10), **{kind: 10**12}), stopped=Stopped("end"), is_begun=True)
    charged = sum(charge.cost_usd for charge in list_charges(PRICES, Named(), inquiry, uuid4(), draft))
    assert 0 < charged <= most_cost(PRICES, Named(), inquiry)
    usage = count_usage(inquiry, draft, is_estimated=True)
    assert usage.prompt_tokens + (usage.output_tokens or 0) < 100_000


@pytest.mark.parametrize(
    ("draft", "is_estimated", "usage"),
    [
        (Draft(usage=Usage(7, 3), written=["long " * 100], stopped=Stopped("end"), is_begun=True), True, Usage(7, 3)),
        (Draft(usage=Usage(7, 3), written=["long " * 100], is_begun=True), True, Usage(7, 125)),
        (Draft(usage=Usage(7, 300, 5, 6), written=["long " * 100], is_begun=True), True, Usage(7, 300, 5, 6)),
        (Draft(usage=Usage(7, 3), written=["long " * 100], is_begun=True), False, Usage(7, 3)),
        (Draft(written=["long " * 100], is_begun=True), False, Usage()),
        (Draft(), True, Usage()),
    ],
)
def test_an_end_without_a_report_is_estimated(draft: Draft, is_estimated: bool, usage: Usage) -> None:
    assert count_usage(found("Why?"), draft, is_estimated=is_estimated) == usage


def test_without_any_report_the_prompt_is_estimated_too() -> None:
    usage = count_usage(found("Why?"), Draft(written=["Yes."], is_begun=True), is_estimated=True)
    assert usage.output_tokens == 1
    assert usage.input_tokens is not None
    assert usage.input_tokens > 1_000
