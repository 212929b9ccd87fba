"""Build the queue: procrastinate with connections that outlive an outage, and with fair turns."""

import procrastinate

from chronos.db import Outage
from chronos.jobs.connector import PatientConnector
from chronos.jobs.job_manager import FairJobManager

QUEUE = "pipeline"
WHOP = "whop"  # a buyer waits for it, so it waits for no video
IMPORTS = "imports"  # waits for other servers, so no other job waits behind it


class Queue(procrastinate.App):
    """procrastinate's application; its connections are the service role in schema `jobs`."""

    def __init__(self, connector: PatientConnector) -> None:
        super().__init__(connector=connector)
        self.patient = connector
        self.turns = FairJobManager(connector)
        self.job_manager = self.turns


def build_queue(url: str, outage: Outage) -> Queue:
    """Return the queue of the database at `url`; `open_async` opens its connections."""
    return Queue(PatientConnector(url, outage))
