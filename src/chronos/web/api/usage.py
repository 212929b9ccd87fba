"""Usage: what a creator uses of its plan, and when that renews."""

from datetime import datetime
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos.usage import MeterUsage, UsageReport, get_usage
from chronos.web.authenticate import ProgramOrBrowser, Running

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


@router.get("/usage", operation_id="get_usage", summary="Get what is used of the plan")
async def usage(app: Running, actor: ProgramOrBrowser) -> Usage:
    """Return what the calling creator uses of each limit of its plan."""
    async with app.db.acting_as(actor) as tx:
        return Usage.of(await get_usage(tx))
