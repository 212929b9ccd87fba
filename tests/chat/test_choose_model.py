"""Which language model words an answer, by what the creator chose and the operator allows."""

from dataclasses import replace

import pytest
from psycopg.types.json import Jsonb

from chronos import chat
from chronos.app import App
from chronos.chat.choose_model import choose_model
from chronos.model import Actor
from chronos.providers.language import Extractive, LanguageModel


class Chosen(Extractive):
    """Another model that quotes."""

    name = "openai:chosen"


@pytest.mark.parametrize(
    ("stored", "model"),
    [
        ({"language_model": "openai:chosen"}, "openai:chosen"),
        ({"language_model": "extractive"}, "extractive"),
        ({"language_model": "openai:not-allowed-any-more"}, "extractive"),
        ({"language_model": "default"}, "extractive"),
        ({"language_model": ["openai:chosen"]}, "extractive"),
        ({}, "extractive"),
    ],
)
async def test_the_school_of_the_asker_counts(app: App, sam: Actor, stored: dict[str, object], model: str) -> None:
    loads: list[str] = []

    def load() -> LanguageModel:
        loads.append("openai:chosen")
        return Chosen()

    async with app.db.as_service("test") as tx:
        await tx.execute("update creators set settings = %(settings)s", {"settings": Jsonb(stored)})
    answerer = replace(app.answerer, choices={"extractive": Extractive, "openai:chosen": load})
    chosen = await choose_model(app.db, answerer, sam)
    assert chosen.language_model.name == model
    assert len(loads) == (model == "openai:chosen")
    assert await choose_model(app.db, chosen, sam) is chosen
    assert (await chat.ask(app.db, answerer, sam, "How do I freeze a running person?")).model == model


async def test_a_student_reads_nothing_else_of_the_settings(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("""update creators set settings = '{"language_model": "openai:x", "secret": "s"}'""")
    async with app.db.acting_as(sam) as tx:
        [row] = await tx.fetch("select private.chosen_language_model() as name")
    assert row == {"name": "openai:x"}
