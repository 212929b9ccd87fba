"""Simulator: Whop as Chronos sees it, on this machine alone, for the demo, tests and benchmarks."""

from chronos.whop.simulator.add_course import add_course
from chronos.whop.simulator.application import create_simulator
from chronos.whop.simulator.deliver import Manner
from chronos.whop.simulator.school import with_school
from chronos.whop.simulator.serve import serve_simulator
from chronos.whop.simulator.state import (
    API_KEY,
    APP_HOST,
    APP_ID,
    CLIENT_SECRET,
    HOOK_ID,
    PAGE_HOST,
    SECRET,
    Simulator,
    new_simulator,
)
from chronos.whop.simulator.world import World

__all__ = [
    "API_KEY",
    "APP_HOST",
    "APP_ID",
    "CLIENT_SECRET",
    "HOOK_ID",
    "PAGE_HOST",
    "SECRET",
    "Manner",
    "Simulator",
    "World",
    "add_course",
    "create_simulator",
    "new_simulator",
    "serve_simulator",
    "with_school",
]
