"""Diagnosis: the result of one check, which each room makes of what it knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict of a check, its evidence, and the remedy (empty when nothing is to be done)."""

    check: str
    verdict: Verdict
    evidence: str
    remedy: str = ""


def ok(check: str, evidence: str) -> Diagnosis:
    """Return a diagnosis without a remedy."""
    return Diagnosis(check, "ok", evidence)


def warn(check: str, evidence: str, remedy: str) -> Diagnosis:
    """Return a diagnosis of something that works and needs attention."""
    return Diagnosis(check, "warn", evidence, remedy)


def fail(check: str, evidence: str, remedy: str) -> Diagnosis:
    """Return a diagnosis of something that does not work, or does not protect what it should."""
    return Diagnosis(check, "fail", evidence, remedy)


def name_some(names: Sequence[str], shown: int = 3) -> str:
    """Join the first names and count the others."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
