"""Demo schools: fill one, as a plan describes it, with people, weeks of watching, questions and notes; or remove it."""

from chronos.operations.demo_school.fill import Filled, School, fill
from chronos.operations.demo_school.plan import Plan, read_plan
from chronos.operations.demo_school.remove import remove_demo_schools

__all__ = [
    "Filled",
    "Plan",
    "School",
    "fill",
    "read_plan",
    "remove_demo_schools",
]
