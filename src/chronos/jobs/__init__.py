"""The job queue: procrastinate in schema `jobs` of the same database."""

from chronos.jobs.doctor import QUEUE_CHECKS
from chronos.jobs.drop_waiting import drop_waiting
from chronos.jobs.enqueue import Stage, enqueue_stage
from chronos.jobs.job_manager import HOLD_SECONDS
from chronos.jobs.periodic import UPKEEP, add_periodic, run_soon
from chronos.jobs.queue import IMPORTS, QUEUE, WHOP, Queue, build_queue
from chronos.jobs.remove_finished import remove_finished
from chronos.jobs.rescue import (
    HEARTBEAT_SECONDS,
    MAX_ATTEMPTS,
    SILENCE_SECONDS,
    GivenUp,
    can_tell_dead,
    rescue_dead,
)
from chronos.jobs.through_outages import through_outages
from chronos.jobs.work import note_work, others_wait

__all__ = [
    "HEARTBEAT_SECONDS",
    "HOLD_SECONDS",
    "IMPORTS",
    "MAX_ATTEMPTS",
    "QUEUE",
    "QUEUE_CHECKS",
    "SILENCE_SECONDS",
    "UPKEEP",
    "WHOP",
    "GivenUp",
    "Queue",
    "Stage",
    "add_periodic",
    "build_queue",
    "can_tell_dead",
    "drop_waiting",
    "enqueue_stage",
    "note_work",
    "others_wait",
    "remove_finished",
    "rescue_dead",
    "run_soon",
    "through_outages",
]
