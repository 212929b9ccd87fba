"""Hold a place for an answer that is made for a request: a caller has a bounded number at once."""

from contextlib import AbstractContextManager
from uuid import UUID

from fastapi import Request

from chronos.model import Actor
from chronos.web.answer_runs import AnswerRuns


def hold_place(request: Request, actor: Actor) -> AbstractContextManager[None]:
    """Hold one of the answers that are made for the actor at once. Raises OverLimit (`too_many_connections`)."""
    return runs_of(request).place(caller_of(actor))


def runs_of(request: Request) -> AnswerRuns:
    """Return the answers that this server makes."""
    runs: AnswerRuns = request.app.state.answer_runs
    return runs


def caller_of(actor: Actor) -> UUID:
    """Return who may read the answer while it is made: the student, since a person may be one in several schools."""
    caller = actor.student_id or actor.subject
    assert caller is not None  # noqa: S101 - a person
    return caller
