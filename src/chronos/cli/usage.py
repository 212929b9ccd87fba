"""`chronos usage`."""

from typing import TYPE_CHECKING

import typer

from chronos.cli.output import AsJson, bytes_text, print_json, print_table
from chronos.cli.resolve_actor import Owner, creator_in_use
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.usage import MeterUsage, UsageReport


def usage(creator: Owner = None, as_json: AsJson = False) -> None:
    """Show what is used of a creator's plan, and when it renews.

    Example: chronos usage --creator "Ada Lovelace"
    """
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
