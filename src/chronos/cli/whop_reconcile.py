"""`chronos whop reconcile`: read memberships and teams from Whop, and repair what differs."""

from typing import TYPE_CHECKING

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.with_app import with_app
from chronos.errors import ProviderError

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.whop import Report


PATIENCE_SECONDS = 300.0  # for the reading of another process; a dead one loses its place long before


def reconcile(as_json: AsJson = False) -> None:
    """Read memberships and teams from Whop, and repair.

    A worker does it hourly, after each start and after an outage; the command waits for a reading that is on. Nothing
    ends because Whop could not be read.

    Example: chronos whop reconcile
    """
    from chronos.whop import reconcile as reconcile_all

    async def work(app: "App") -> "Report":
        return await reconcile_all(app.db, app.whop, app.settings.whop_webhook_id, patience_seconds=PATIENCE_SECONDS)

    report = with_app(work)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if report.errors:
        raise ProviderError(
            f"Whop could not be read completely: {one_line('; '.join(report.errors))}", code="whop_incomplete"
        )


def _print(report: "Report") -> None:
    repairs = [
        (each.company_id, one.id, one.was or "unknown", one.now) for each in report.companies for one in each.repaired
    ]
    if repairs:
        print_table(("COMPANY", "MEMBERSHIP", "WAS", "IS NOW"), repairs)
    team = [(each.company_id, one.user_id, one.change, one.role) for each in report.companies for one in each.team]
    if team:
        print_table(("COMPANY", "PERSON", "TEAM", "ROLE"), team)
    for each in report.companies:
        for text in each.unclear:
            typer.echo(f"unclear  {one_line(text)}")
    count = sum(each.memberships for each in report.companies)
    typer.echo(f"{count:,} memberships of {len(report.companies):,} companies read; {report.repaired:,} repaired.")
    endpoint = report.endpoint
    if endpoint is None:
        typer.echo("Deliveries were not looked at: CHRONOS_WHOP_WEBHOOK_ID is not set.")
    elif endpoint.error is not None:
        typer.echo(one_line(endpoint.error))
    else:
        state = "enabled" if endpoint.is_enabled else "switched off: enable it on Whop's dashboard"
        typer.echo(f"The webhook is {state}; {endpoint.failed:,} failed, {endpoint.replayed:,} sent again.")
