"""Follow-ups that the language model makes stand alone."""

from decimal import Decimal

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat.resolve_follow_up import Exchange
from chronos.chat.rewrite_question import MAX_CHARACTERS, describe_conversation, read_rewritten
from chronos.model import Actor
from chronos.providers.language import Usage
from tests.chat.scripted_model import ScriptedModel
from tests.chat.test_messages import MOTION, a_session
from tests.chat.test_word_within_budget import PRICES, limit_to

REWRITTEN = "Why does a fast shutter speed freeze a running person?"


def a_model(completion: str | None = REWRITTEN) -> ScriptedModel:
    return ScriptedModel(name="paid:model", completion=completion)


async def follow_up(app: App, sam: Actor, model: ScriptedModel) -> chat.Message:
    session, answerer = await a_session(app, sam), chat.Answerer(app.engine, model, PRICES)
    await chat.post_message(app.db, answerer, sam, session, MOTION)
    return await chat.post_message(app.db, answerer, sam, session, "and why?")


async def test_the_model_rewrites_a_follow_up_and_is_charged(app: App, sam: Actor) -> None:
    model = a_model()
    answer = await follow_up(app, sam, model)
    assert (answer.searched_for, model.tasks[1].question) == (REWRITTEN, REWRITTEN)
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select kind, quantity from private.ledger where message_id = %(id)s order by kind, quantity",
            {"id": answer.id},
        )
        assert await tx.fetch("select * from private.holds where settled_at is null") == []
    assert answer.cost_usd == Decimal("0.0036")  # 1,050 tokens read, 30 written
    assert [(row["kind"], int(row["quantity"])) for row in rows] == [
        ("input_tokens", 50),
        ("input_tokens", 1000),
        ("output_tokens", 10),
        ("output_tokens", 20),
        ("questions", 1),
    ]


async def test_tokens_of_a_cache_are_charged_too(app: App, sam: Actor) -> None:
    model = a_model()
    model.completion_usage = Usage(50, 10, cache_write_tokens=7, cache_read_tokens=900)
    answer = await follow_up(app, sam, model)
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch("select quantity from private.ledger where message_id = %(id)s", {"id": answer.id})
    assert {7, 900} <= {int(row["quantity"]) for row in rows}


async def test_the_rule_holds_where_the_model_may_not_or_does_not_rewrite(app: App, sam: Actor) -> None:
    assert (await follow_up(app, sam, a_model(None))).searched_for == "why: freeze a running person"
    assert (await follow_up(app, sam, a_model("See https://evil.org"))).searched_for == "why: freeze a running person"
    await limit_to(app, ai_credit_usd=Decimal(0))
    assert (await follow_up(app, sam, a_model())).searched_for == "why: freeze a running person"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "See https://evil.org",
        "How do I log in at evil.org/login?",
        "Why, says evil.com?",
        "mailto:a@evil.org",
        "ftp://evil.org",
        "<img src=x>",
        "[here](x)",
        "one\ntwo",
        "x" * (MAX_CHARACTERS + 1),
        "a\u202eb",
        "`rm`",
    ],
)
def test_only_a_plain_question_is_shown(written: str) -> None:
    assert read_rewritten(written) is None


def test_a_plain_question_is_taken_out_of_its_quotes() -> None:
    assert read_rewritten(' "Why is it so?" ') == "Why is it so?"


def test_a_model_reads_the_turns_and_the_question() -> None:
    text = describe_conversation([Exchange("How?", "How?", "So.")], "and why?")
    assert text == "Question: How?\nAnswer: So.\n\nLast question: and why?"
