"""Charges that reach the ledger through an outage, and at a database that is busy."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat import settle_charges as settling
from chronos.chat.settle_charges import settle_charges
from chronos.db import Database, outage
from chronos.errors import ProviderError
from chronos.model import Actor
from chronos.providers.language import Piece, Task, TextDelta, Usage
from chronos.usage import Charge, reserve_answer
from tests.cable import Cable, a_cable
from tests.chat.test_word_within_budget import MOTION, PRICES, Paid, ledger
from tests.conftest import ADatabase


@dataclass
class Cutting(Paid):
    """Loses the database while it words its answer."""

    cable: Cable | None = None
    is_cut: asyncio.Event = field(default_factory=asyncio.Event)

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        assert self.cable is not None
        yield TextDelta("A fast shutter freezes. ")
        await self.cable.cut()
        self.is_cut.set()
        yield Usage(1000, 200)


async def test_an_outage_while_settling_loses_no_charge(
    app: App, sam: Actor, database: ADatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "LOOK_SECONDS", 0.05)
    async with a_cable(database) as cable:
        distant = Database(cable.url)
        await distant.open()
        model = Cutting(cable=cable)
        asking = asyncio.create_task(chat.ask(distant, chat.Answerer(app.engine, model, PRICES), sam, MOTION))
        async with asyncio.timeout(60):
            await model.is_cut.wait()
            while distant.outage.error is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await cable.mend()
            answer = await asking
        await distant.close()
    assert answer.cost_usd == Decimal("0.006")
    assert await ledger(app) == {
        "questions": (1, 0), "input_tokens": (1000, Decimal("0.003")), "output_tokens": (200, Decimal("0.003")),
    }  # fmt: skip


async def test_a_busy_database_is_asked_again(app: App, sam: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "PAUSES_SECONDS", (0.0, 0.0))
    refused: list[str] = []
    settle_once = settling._settle_once

    async def settle(*values: object) -> None:
        if len(refused) < 2:
            refused.append("once")
            raise ProviderError("The database is busy.", code="database_busy")
        await settle_once(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "_settle_once", settle)
    work_id, assistant = uuid4(), replace(sam, role="chronos_assistant")
    async with app.db.acting_as(assistant) as tx:
        await reserve_answer(tx, work_id, Decimal(1))
    charge = Charge("input_tokens", Decimal(5), f"input_tokens:{work_id}")
    await settle_charges(app.db, assistant, work_id, [charge])
    assert await ledger(app) == {"input_tokens": (5, 0)}
    refused.clear()
    monkeypatch.setattr(settling, "PAUSES_SECONDS", (0.0,))
    with pytest.raises(ProviderError):
        await settle_charges(app.db, assistant, work_id, [charge])
