"""The job queue: procrastinate in schema `jobs` of the same database."""

from chronos.jobs.doctor import QUEUE_CHECKS
from chronos.jobs.drop_waiting import drop_waiting
from chronos.jobs.enqueue import Stage, enqueue_stage
from chronos.jobs.periodic import UPKEEP, add_periodic
from chronos.jobs.queue import IMPORTS, QUEUE, build_queue
from chronos.jobs.remove_finished import remove_finished
from chronos.jobs.rescue import (
    HEARTBEAT_SECONDS,
    MAX_ATTEMPTS,
    SILENCE_SECONDS,
    GivenUp,
    rescue_dead,
    spare_attempt,
)

__all__ = [
    "HEARTBEAT_SECONDS",
    "IMPORTS",
    "MAX_ATTEMPTS",
    "QUEUE",
    "QUEUE_CHECKS",
    "SILENCE_SECONDS",
    "UPKEEP",
    "GivenUp",
    "Stage",
    "add_periodic",
    "build_queue",
    "drop_waiting",
    "enqueue_stage",
    "remove_finished",
    "rescue_dead",
    "spare_attempt",
]
