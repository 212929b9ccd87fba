"""The path of a conversation that is shown: of each question and answer that was made anew, one version."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chronos.chat.messages import Message


def shown_path(messages: Sequence[Message], through: UUID | None = None) -> list[Message]:
    """Return the path through a message to its newest descendant; None: to the newest message of all.

    `messages` are those of a conversation, oldest first: a message is always newer than the one it follows.
    """
    by_id = {message.id: message for message in messages}
    reached = {through}
    last: UUID | None = None
    for message in messages:
        if through is None or message.id == through or message.parent_id in reached:
            reached.add(message.id)
            last = message.id
    return path_to(by_id, last)


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
