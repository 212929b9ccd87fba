"""Which version of a conversation is shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from chronos.chat.messages import Message
from chronos.chat.shown_path import list_versions, shown_path


def a_message(number: int, follows: int | None, role: str = "user", content: str = "Why?") -> Message:
    return Message(
        id=UUID(int=number),
        parent_id=UUID(int=follows) if follows is not None else None,
        role=role,
        content=content,
        citations=[],
        model=None,
        covered=None,
        notice=None,
        searched_for=None,
        is_stopped=False,
        input_tokens=None,
        output_tokens=None,
        cost_usd=None,
        created_at=datetime(2026, 1, 1, 12, number % 60, tzinfo=UTC),
        is_withheld=False,
    )


# A question and answer, another of each; the second question is edited (5, 6), and answered again (7).
TALK = [
    a_message(1, None),
    a_message(2, 1, "assistant"),
    a_message(3, 2),
    a_message(4, 3, "assistant"),
    a_message(5, 2),
    a_message(6, 5, "assistant"),
    a_message(7, 5, "assistant"),
]


def numbers(path: Sequence[Message]) -> list[int]:
    return [message.id.int for message in path]


def test_the_path_ends_with_the_newest_message() -> None:
    assert numbers(shown_path(TALK)) == [1, 2, 5, 7]
    assert shown_path([]) == []


def test_the_path_goes_through_a_message_to_its_newest_descendant() -> None:
    assert numbers(shown_path(TALK, UUID(int=3))) == [1, 2, 3, 4]
    assert numbers(shown_path(TALK, UUID(int=6))) == [1, 2, 5, 6]
    assert numbers(shown_path(TALK, UUID(int=1))) == [1, 2, 5, 7]
    assert shown_path(TALK, UUID(int=99)) == []


def test_versions_are_the_messages_of_one_place() -> None:
    versions = list_versions(TALK)
    for place, ids in ((2, [3, 5]), (6, [6, 7]), (0, [1])):
        assert [one.int for one in versions[TALK[place].id]] == ids


def test_a_question_asked_before_the_last_one_was_answered_follows_it() -> None:
    first, second = a_message(1, None), a_message(2, 1)
    late, soon = a_message(3, 1, "assistant"), a_message(4, 2, "assistant")
    assert numbers(shown_path([first, second])) == [1, 2]
    assert numbers(shown_path([first, second, late])) == [1, 3, 2]
    assert numbers(shown_path([first, second, late, soon])) == [1, 3, 2, 4]
    soon, late = a_message(3, 2, "assistant"), a_message(4, 1, "assistant")
    assert numbers(shown_path([first, second, soon, late])) == [1, 4, 2, 3]
    again = a_message(5, 1, "assistant")
    assert numbers(shown_path([first, second, soon, late, again])) == [1, 5, 2, 3]
    after = a_message(6, 3)
    assert numbers(shown_path([first, second, soon, late, again, after])) == [1, 5, 2, 3, 6]
