"""Place a question in its conversation: after the shown path, after one message, or as a new version of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.chat.messages import Message, message_not_found
from chronos.chat.resolve_follow_up import Exchange
from chronos.chat.shown_path import path_to, shown_path
from chronos.errors import Invalid


@dataclass(frozen=True, slots=True)
class Placed:
    """The messages before a question; and the question itself where one that is stored is answered again."""

    before: Sequence[Message]
    question: Message | None = None

    @property
    def parent_id(self) -> UUID | None:
        """The message that the question follows."""
        return self.before[-1].id if self.before else None

    @property
    def exchanges(self) -> list[Exchange]:
        """The questions before with their answers; of one that is withheld only the question."""
        answers = {one.parent_id: one for one in self.before if one.role == "assistant" and not one.is_withheld}
        return [_exchange(one, answers.get(one.id)) for one in self.before if one.role == "user"]


def place_question(messages: Sequence[Message], *, follows: UUID | None = None, edits: UUID | None = None) -> Placed:
    """Place a new question after the message `follows`, or beside the question that it `edits`; else after the newest.

    Raises NotFound (`message_not_found`), Invalid (`edits_no_question`).
    """
    by_id = {message.id: message for message in messages}
    if edits is not None:
        edited = _known(by_id, edits)
        if edited.role != "user":
            raise Invalid("Only a question can be edited: pass its id in edits.", code="edits_no_question")
        return Placed(path_to(by_id, edited.parent_id))
    if follows is not None:
        return Placed(path_to(by_id, _known(by_id, follows).id))
    return Placed(shown_path(messages))


def place_again(messages: Sequence[Message], message_id: UUID) -> Placed:
    """Place a stored question, given by its own id or that of an answer to it, to be answered again.

    Raises NotFound (`message_not_found`).
    """
    by_id = {message.id: message for message in messages}
    question = _known(by_id, message_id)
    if question.role != "user" and question.parent_id is not None:
        question = _known(by_id, question.parent_id)
    return Placed(path_to(by_id, question.parent_id), question)


def _known(by_id: dict[UUID, Message], message_id: UUID) -> Message:
    if message_id not in by_id:
        raise message_not_found(message_id)
    return by_id[message_id]


def _exchange(question: Message, answer: Message | None) -> Exchange:
    if answer is None:
        return Exchange(question.content, question.content)
    return Exchange(
        question.content,
        answer.searched_for or question.content,
        answer.content,
        answer.citations,
        answer.carried_video_ids,
        is_covered=answer.covered is not False,
    )
