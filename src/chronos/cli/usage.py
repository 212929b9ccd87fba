"""`chronos usage`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.analytics_view import AsCsv, First, Last, days, print_for_programs, read_view
from chronos.cli.output import AsJson, bytes_text, print_json, print_table
from chronos.cli.resolve_actor import Owner, creator_in_use
from chronos.cli.with_app import with_app
from chronos.model import Actor
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.analytics import UsageByDay
    from chronos.app import App
    from chronos.usage import MeterUsage, UsageReport


def usage(
    creator: Owner = None,
    by_day: Annotated[bool, typer.Option("--by-day", help="Show instead what each day used and cost.")] = False,
    first: First = None,
    last: Last = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what is used of a creator's plan, and when it renews.

    `--from`, `--to` and `--csv` are for `--by-day`.

    Example: chronos usage --by-day --from 2026-01-01
    """
    if by_day or first or last or as_csv:
        _show_days(creator, first, last, as_json, as_csv)
        return
    report = with_app(lambda app: _read(app, creator))
    if as_json:
        print_json(report)
        return
    typer.echo(f"Plan: {report.tier}")
    rows = [
        (
            meter.meter.replace("transcription_seconds", "transcription_minutes"),
            amount_text(meter, meter.used),
            amount_text(meter, meter.reserved) if meter.reserved else "",
            amount_text(meter, meter.allowed),
            amount_text(meter, meter.left),
            f"{meter.warned} %" if meter.warned else "",
            f"{meter.renews_at:%Y-%m-%d %H:%M} UTC" if meter.renews_at else "",
        )
        for meter in report.meters
    ]
    print_table(("LIMIT", "USED", "RESERVED", "ALLOWED", "LEFT", "WARNING", "RENEWS"), rows)


def _show_days(creator: str | None, first: datetime | None, last: datetime | None, as_json: bool, as_csv: bool) -> None:
    from chronos.analytics import get_usage_by_day, read_period

    async def work(app: "App", actor: Actor) -> "UsageByDay":
        async with app.db.acting_as(actor) as tx:
            return await get_usage_by_day(tx, await read_period(tx, actor, *days(first, last)))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    rows = [
        (
            day.date,
            "" if day.storage_bytes is None else bytes_text(day.storage_bytes),
            day.videos_added,
            clock(day.transcription_seconds),
            day.questions,
            f"{day.cost_usd:.2f}",
        )
        for day in shown.days
    ]
    print_table(("DAY", "STORAGE", "VIDEOS ADDED", "TRANSCRIBED", "QUESTIONS", "COST IN US$"), rows)


def amount_text(meter: "MeterUsage", amount: object) -> str:
    """Return an amount in the unit in which its limit is given."""
    number = float(str(amount))
    if meter.meter == "storage_bytes":
        return bytes_text(int(number))
    if meter.meter == "transcription_seconds":
        return f"{number / 60:,.1f}"
    return f"{number:,.2f}" if meter.meter == "ai_credit_usd" else f"{number:,.0f}"


async def _read(app: "App", creator: str | None) -> "UsageReport":
    from chronos.usage import get_usage_of

    return await get_usage_of(app.db, await creator_in_use(app, creator))
