"""Why an actor reaches a row or not: its grants, and every policy evaluated for that row as that actor."""

from chronos.operations.why.find_reasons import find_reasons
from chronos.operations.why.reasons import Command, Condition, Person, Policy, Reasons, is_allowed, verdict

__all__ = ["Command", "Condition", "Person", "Policy", "Reasons", "find_reasons", "is_allowed", "verdict"]
