"""`chronos db doctor`."""

from typing import TYPE_CHECKING

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.errors import ProviderError

if TYPE_CHECKING:
    from chronos.db import Diagnosis

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def doctor(as_json: AsJson = False) -> None:
    """Check database, queue and machine, and advise.

    A finding comes with its evidence and the command that repairs it. A failed check ends with exit code 5.

    Example: chronos db doctor
    """
    import asyncio

    from chronos.app import owner_url, providers_of
    from chronos.config import load_settings
    from chronos.operations.doctor import examine

    settings = load_settings()
    models = providers_of(settings).language_models
    found = asyncio.run(examine(owner_url(settings), settings.home, language_models=models))
    failures = [one.check for one in found if one.verdict == "fail"]
    if as_json:
        print_json({"healthy": not failures, "checks": found})
    else:
        _print(found)
    if failures:
        raise ProviderError(f"Some checks failed: {', '.join(failures)}.", code="checks_failed")


def _print(found: "list[Diagnosis]") -> None:
    width = max(len(one.check) for one in found)
    for one in found:
        typer.echo(f"{MARKS[one.verdict]}  {one.check.ljust(width)}  {one_line(one.evidence)}")
        if one.remedy:
            typer.echo(f"{' ' * (width + 8)}→ {one_line(one.remedy)}")
