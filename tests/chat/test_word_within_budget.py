"""Answers within the budget of the month, by a model that costs something."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat.word_or_quote import BROKE_OFF, FAILED
from chronos.chat.word_within_budget import explain_quotes
from chronos.errors import ProviderError
from chronos.model import Actor
from chronos.providers.language import Completion, Piece, Report, Task, TextDelta, Usage
from chronos.search import find_words
from chronos.usage import Price, Prices
from tests.chat.conftest import SENTENCE
from tests.factories import a_creator, as_creator

MOTION = "How do I freeze a running person?"
LISTED = date(2025, 1, 1)
PRICES: Prices = {
    ("paid:model", "input_tokens"): [Price(Decimal("0.000003"), LISTED)],
    ("paid:model", "output_tokens"): [Price(Decimal("0.000015"), LISTED)],
}


@dataclass
class Paid:
    """A model that costs something, and ends as the test wants it."""

    ending: str = "answered"
    name: str = "paid:model"
    max_passages: int = 3
    generates: bool = True
    calls: int = 0

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        return None

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.calls += 1
        yield TextDelta("A fast shutter freezes. ")
        if self.ending == "failed":
            raise ProviderError("The model failed.", code="model_unavailable")
        if self.ending == "cancelled":
            await asyncio.sleep(60)
        yield Usage(1000, 200)


def answerer(app: App, model: Paid) -> chat.Answerer:
    return chat.Answerer(app.engine, model, PRICES)


async def limit_to(app: App, **limits: object) -> None:
    async with app.db.as_service("test") as tx:
        for name, value in limits.items():
            await tx.execute(
                f"insert into private.limit_overrides (creator_id, {name}) select id, %(value)s from creators "  # noqa: S608
                f"on conflict (creator_id) do update set {name} = excluded.{name}",
                {"value": value},
            )


async def ledger(app: App) -> dict[str, tuple[object, object]]:
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select kind, sum(quantity) as quantity, sum(cost_usd) as cost from private.ledger where kind in "
            "('questions', 'input_tokens', 'output_tokens') group by kind"
        )
        [held] = await tx.fetch("select count(*) as open from private.holds where settled_at is null")
    assert held == {"open": 0}
    return {row["kind"]: (row["quantity"], row["cost"]) for row in rows}


async def test_an_answer_is_charged_by_its_tokens(app: App, sam: Actor) -> None:
    answer = await chat.ask(app.db, answerer(app, Paid()), sam, MOTION)
    assert (answer.notice, answer.is_generated) == (None, True)
    assert await ledger(app) == {
        "questions": (1, 0), "input_tokens": (1000, Decimal("0.003")), "output_tokens": (200, Decimal("0.003")),
    }  # fmt: skip
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch("select distinct student_id, priced_on::text from private.ledger where cost_usd > 0")
    assert rows == [{"student_id": sam.student_id, "priced_on": "2025-01-01"}]


@pytest.mark.parametrize("limits", [{"questions": 1}, {"ai_credit_usd": "0.09"}])
async def test_at_the_cap_a_student_gets_quotes_and_one_sentence(
    app: App, sam: Actor, limits: dict[str, object]
) -> None:
    model = Paid()
    await chat.ask(app.db, answerer(app, model), sam, MOTION)
    await limit_to(app, **limits | ({"ai_credit_usd": "0.03"} if "ai_credit_usd" in limits else {}))
    answer = await chat.ask(app.db, answerer(app, model), sam, MOTION)
    assert (model.calls, answer.covered, answer.model) == (1, True, "extractive")
    assert [citation.text for citation in answer.citations] == [SENTENCE]
    assert answer.notice is not None
    assert answer.notice.startswith("This month's answers are used up: until 1 ")
    assert answer.full_text.endswith(answer.notice)
    assert (await find_words(app.db, sam, "shutter"))[0].text == SENTENCE


async def test_a_message_keeps_the_sentence(app: App, sam: Actor) -> None:
    await limit_to(app, questions=0)
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    message = await chat.post_message(app.db, app.answerer, sam, session.id, MOTION)
    assert message.notice is not None
    assert message.content.endswith(message.notice)
    async with app.db.acting_as(sam) as tx:
        assert (await chat.list_messages(tx, session.id))[-1] == message


async def test_a_question_that_is_not_covered_costs_no_tokens(app: App, sam: Actor) -> None:
    await limit_to(app, ai_credit_usd=0)
    model = Paid()
    answer = await chat.ask(app.db, answerer(app, model), sam, "Who won the 1998 football world cup?")
    assert (model.calls, answer.covered) == (0, False)
    assert answer.notice == "The videos never say “1998”, “football”, “world” or “cup”."
    assert await ledger(app) == {"questions": (1, 0)}


async def test_a_failed_answer_is_answered_by_quotes_and_costs_what_it_produced(app: App, sam: Actor) -> None:
    answer = await chat.ask(app.db, answerer(app, Paid("failed")), sam, MOTION)
    assert answer.notice in (FAILED, BROKE_OFF)
    assert [citation.text for citation in answer.citations] == [SENTENCE]
    charged = await ledger(app)
    assert charged.keys() == {"questions", "input_tokens", "output_tokens"}
    assert charged["output_tokens"][0] == 6


async def test_a_cancelled_answer_settles_its_tokens(app: App, sam: Actor) -> None:
    model = Paid("cancelled")
    asking = asyncio.create_task(chat.ask(app.db, answerer(app, model), sam, MOTION))
    async with asyncio.timeout(30):
        while not model.calls:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await ledger(app)).keys() == {"input_tokens", "output_tokens"}


async def test_measurements_and_strangers_use_nothing_up(app: App, sam: Actor) -> None:
    await limit_to(app, questions=0)
    unlimited = replace(app.answerer, engine=replace(app.engine, is_limited=False))
    assert (await chat.ask(app.db, unlimited, sam, MOTION)).notice is None
    async with app.db.as_service("test") as tx:
        bob = as_creator(await a_creator(tx, name="Bob"))
    assert (await chat.ask(app.db, app.answerer, bob, MOTION)).notice is None
    assert await ledger(app) == {"questions": (1, 0)}


def test_the_sentence_names_the_day() -> None:
    assert "until 1 December 2026, questions" in explain_quotes(date(2026, 12, 1))
