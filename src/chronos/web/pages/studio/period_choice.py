"""The periods that pages of numbers offer, up to today in the school's time zone."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from chronos import analytics
from chronos.db import Tx
from chronos.model import Actor
from chronos.web.words import translatable

MONTH = 28
PERIODS = {
    MONTH: translatable("28 days"),
    90: translatable("90 days"),
    analytics.MAX_DAYS: translatable("13 months"),
}


def known_days(value: object) -> object:
    """Return the number of days that a query names, otherwise 28: an old address shows a page, not an error."""
    return int(str(value)) if str(value) in {str(days) for days in PERIODS} else MONTH


ChosenDays = Annotated[int, BeforeValidator(known_days), Query(description="28, 90 or 400.")]


async def chosen_period(tx: Tx, actor: Actor, days: int) -> analytics.Period:
    """Return the last so many days with today. Raises NotAllowed (`creators_only`)."""
    last = (await analytics.read_period(tx, actor)).last
    return await analytics.read_period(tx, actor, last - timedelta(days=days - 1), last)
