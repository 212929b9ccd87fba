"""`chronos whop reconcile` prints what was repaired, and says by its exit code that something could not be read."""

from typing import Any

import pytest

from chronos.cli import whop_reconcile
from chronos.errors import ProviderError
from chronos.whop import Report
from chronos.whop.reconcile import CompanyReport, Repair
from chronos.whop.reconcile_deliveries import EndpointReport
from chronos.whop.reconcile_team import TeamChange

COMPANY = CompanyReport(
    "biz_1", 3, [Repair("mem_1", None, "active")], ["mem_2: unclear"], [TeamChange("user_1", "added", "viewer")]
)


def give(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    """Let the command find this."""

    def with_app(_: Any) -> Report:
        return report

    monkeypatch.setattr(whop_reconcile, "with_app", with_app)


def test_repairs_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    give(monkeypatch, Report([COMPANY], EndpointReport("hook_1", failed=2, replayed=2)))
    whop_reconcile.reconcile()
    printed = capsys.readouterr().out
    assert "biz_1    mem_1       unknown  active" in printed
    assert "3 memberships of 1 companies read; 1 repaired." in printed
    assert "The webhook is enabled; 2 failed, 2 sent again." in printed


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        (None, "CHRONOS_WHOP_WEBHOOK_ID is not set"),
        (EndpointReport("hook_1", is_enabled=False, failed=1), "switched off"),
        (EndpointReport("hook_1", error="webhook hook_1: no permission"), "no permission"),
    ],
)
def test_state_of_the_webhook_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], endpoint: EndpointReport | None, sentence: str
) -> None:
    give(monkeypatch, Report([], endpoint))
    whop_reconcile.reconcile()
    assert sentence in capsys.readouterr().out


def test_what_could_not_be_read_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, Report([CompanyReport("biz_1", errors=["memberships: away"])], None))
    with pytest.raises(ProviderError, match="biz_1: memberships: away") as caught:
        whop_reconcile.reconcile(as_json=True)
    assert caught.value.code == "whop_incomplete"
    assert '"company_id": "biz_1"' in capsys.readouterr().out
