"""What a check says."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One check: how it came out, by what that is known, and what to do (empty when nothing is)."""

    check: str
    verdict: Verdict
    evidence: str
    remedy: str = ""


def well(check: str, evidence: str) -> Diagnosis:
    """Nothing to do."""
    return Diagnosis(check, "ok", evidence)


def warned(check: str, evidence: str, remedy: str) -> Diagnosis:
    """It works, and something should be done."""
    return Diagnosis(check, "warn", evidence, remedy)


def failed(check: str, evidence: str, remedy: str) -> Diagnosis:
    """It does not work, or does not protect what it should."""
    return Diagnosis(check, "fail", evidence, remedy)


def listed(names: list[str], shown: int = 3) -> str:
    """A few of the names, and how many more there are."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
