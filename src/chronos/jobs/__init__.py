"""The job queue: procrastinate in schema `jobs`, on the same database as everything else."""

from chronos.jobs.drop import drop_waiting
from chronos.jobs.enqueue import enqueue_stage
from chronos.jobs.periodic import UPKEEP, add_periodic
from chronos.jobs.queue import IMPORTS, QUEUE, build_queue
from chronos.jobs.rescue import GivenUp, rescue_dead, spare_attempt

__all__ = [
    "IMPORTS",
    "QUEUE",
    "UPKEEP",
    "GivenUp",
    "add_periodic",
    "build_queue",
    "drop_waiting",
    "enqueue_stage",
    "rescue_dead",
    "spare_attempt",
]
