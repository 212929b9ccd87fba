"""Usage: what a creator uses of its plan, when that renews, and what each day used."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Self

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chronos import analytics
from chronos.usage import MeterUsage, UsageReport, get_usage
from chronos.web.api.analytics import Period
from chronos.web.api.analytics_form import CSV, Format, From, To, csv_response, wants_csv
from chronos.web.authenticate import Program, ProgramOrBrowser, Running

router = APIRouter(tags=["usage"])


class Meter(BaseModel):
    """One limit of the plan; its name has its unit."""

    meter: str = Field(
        description="storage_bytes, videos and students are kept; transcription_seconds, questions and ai_credit_usd "
        "are used up, and renew with the month."
    )
    used: float
    reserved: float = Field(description="For work that has begun, such as a running upload or transcription.")
    allowed: float
    left: float
    renews_at: datetime | None = Field(description="Start of the next month in the creator's time zone, if it renews.")
    warned_percent: int | None = Field(
        description="80 or 100 when so much of the limit was reached this month, or more was refused."
    )

    @classmethod
    def of(cls, found: MeterUsage) -> Self:
        """Return the limit in the form of the API."""
        return cls(
            meter=found.meter,
            used=float(found.used),
            reserved=float(found.reserved),
            allowed=float(found.allowed),
            left=float(found.left),
            renews_at=found.renews_at,
            warned_percent=found.warned,
        )


class Usage(BaseModel):
    """The creator's plan and what is used of each of its limits."""

    tier: str
    meters: list[Meter]

    @classmethod
    def of(cls, found: UsageReport) -> Self:
        """Return the report in the form of the API."""
        return cls(tier=found.tier, meters=[Meter.of(meter) for meter in found.meters])


class UsageDay(BaseModel):
    """What a day used, in the creator's time zone."""

    date: date
    storage_bytes: int | None = Field(description="Kept at its end; null for a day that was not counted.")
    videos_added: int
    transcription_seconds: float
    questions: int
    cost_usd: float = Field(description="Of language models.")


class UsageByDay(BaseModel):
    """Each day of a period. Days are counted every few minutes."""

    period: Period
    days: list[UsageDay]

    @classmethod
    def of(cls, found: analytics.UsageByDay) -> Self:
        """Return the days in the form of the API."""
        return cls(period=Period.of(found.period), days=[UsageDay(**asdict(day)) for day in found.days])


@router.get("/usage", operation_id="get_usage", summary="Get what is used of the plan")
async def usage(app: Running, actor: ProgramOrBrowser) -> Usage:
    """Return what the calling creator uses of each limit of its plan."""
    async with app.db.acting_as(actor) as tx:
        return Usage.of(await get_usage(tx))


@router.get(
    "/usage/days",
    operation_id="get_usage_by_day",
    summary="Get what each day used",
    response_model=UsageByDay,
    responses=CSV,
)
async def usage_by_day(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> UsageByDay | Response:
    """Return what the calling creator used on each day of a period, and what language models cost."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_usage_by_day(tx, await analytics.read_period(tx, actor, first, last))
    return csv_response("usage", found.table()) if wants_csv(request, form) else UsageByDay.of(found)
