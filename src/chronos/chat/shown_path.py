"""The path of a conversation that is shown: of each question and answer that was made anew, one version."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from uuid import UUID

from chronos.chat.messages import Message


def shown_path(messages: Sequence[Message], through: UUID | None = None) -> list[Message]:
    """Return the path through a message to its newest descendant; None: to the newest message of all.

    A question that was asked before the last one had its answer follows that question; its answer stands between them.

    `messages` are those of a conversation, oldest first: a message is always newer than the one it follows.
    """
    by_id = {message.id: message for message in messages}
    reached = {through}
    last: UUID | None = None
    for message in messages:
        if through is None or message.id == through or message.parent_id in reached:
            reached.add(message.id)
            last = message.id
    return _with_answers(path_to(by_id, _past_late_answer(messages, by_id, last)), messages)


def _past_late_answer(messages: Sequence[Message], by_id: Mapping[UUID, Message], last: UUID | None) -> UUID | None:
    """Return the end of the path; behind an answer that came after the next question was asked, the end of that."""
    question = by_id[last].parent_id if last is not None and by_id[last].role == "assistant" else None
    begun = {one.id for one in messages if question is not None and one.parent_id == question and one.role == "user"}
    for one in messages:
        if one.parent_id in begun:
            begun.add(one.id)
    return next((one.id for one in reversed(messages) if one.id in begun), last)


def _with_answers(path: Sequence[Message], messages: Sequence[Message]) -> list[Message]:
    """Return the path with the newest answer of each question that was followed before it had one."""
    newest = {one.parent_id: one for one in messages if one.role == "assistant"}
    shown: list[Message] = []
    for one, after in zip_longest(path, path[1:]):
        shown.append(one)
        if one.role == "user" and after is not None and after.role == "user" and one.id in newest:
            shown.append(newest[one.id])
    return shown


def path_to(by_id: dict[UUID, Message], last: UUID | None) -> list[Message]:
    """Return the messages up to `last`, oldest first."""
    path: list[Message] = []
    while last is not None and last in by_id:
        path.append(by_id[last])
        last = by_id[last].parent_id
    return path[::-1]


def list_versions(messages: Sequence[Message]) -> Mapping[UUID, Sequence[UUID]]:
    """Return for each message the ids of all its versions, itself among them, oldest first."""
    places: dict[tuple[UUID | None, str], list[UUID]] = {}
    for one in messages:
        places.setdefault((one.parent_id, one.role), []).append(one.id)
    return {one.id: places[one.parent_id, one.role] for one in messages}
