"""The job queue: procrastinate in schema `jobs`, on the same database as everything else."""

from chronos.jobs.enqueue import enqueue_stage
from chronos.jobs.queue import QUEUE, build_queue
from chronos.jobs.rescue import GivenUp, rescue_dead

__all__ = ["QUEUE", "GivenUp", "build_queue", "enqueue_stage", "rescue_dead"]
