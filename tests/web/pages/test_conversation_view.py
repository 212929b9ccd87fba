"""A conversation as pages show it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chronos.chat import Citation, Session
from chronos.model import SessionId, VideoId
from chronos.web.pages.conversation_view import (
    group_sessions,
    index_citations,
    view_answer,
    view_exchanges,
)
from tests.chat.test_shown_path import a_message
from tests.web.api.test_message_shape import CITED

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
WORDED = replace(
    a_message(2, 1, "assistant", "Use a 500th [1]. So it is [2] [9]."),
    citations=[CITED, replace(CITED, start_seconds=90, play_seconds=90)],
    covered=True,
    output_tokens=9,
)


def test_marks_become_links_where_they_name_a_citation() -> None:
    answer = view_answer(WORDED)
    assert [(piece.text, piece.citation and piece.citation.start_seconds) for piece in answer.pieces] == [
        ("Use a 500th", None), ("", 75.5), (". So it is", None), ("", 90), (" [9].", None),
    ]  # fmt: skip
    assert not answer.is_quoted


def test_quotes_stand_below_alone() -> None:
    quoted = view_answer(replace(WORDED, output_tokens=None, content="“Use a 500th.” [1]"))
    assert (quoted.pieces, quoted.is_quoted) == ([], True)
    teachers = view_answer(replace(WORDED, output_tokens=None, model="teacher", content="A 500th."))
    assert (teachers.is_teachers, teachers.pieces[0].text) == (True, "A 500th.")
    uncovered = view_answer(replace(WORDED, output_tokens=None, covered=False, content="Not covered."))
    assert [piece.text for piece in uncovered.pieces] == ["Not covered."]


def test_each_question_has_its_answer() -> None:
    exchanges = view_exchanges([a_message(1, None), WORDED, a_message(3, 2)])
    assert [exchange.question.id.int for exchange in exchanges] == [1, 3]
    assert exchanges[0].answer is not None
    assert exchanges[1].answer is None


def test_the_index_has_each_moment_once_by_video() -> None:
    other = Citation(VideoId(UUID(int=7)), UUID(int=9), "Aperture", 5.0, 8.0, 5.0, "Open it.")
    second = replace(
        WORDED, id=UUID(int=4), parent_id=UUID(int=3), citations=[replace(CITED, play_seconds=10), CITED, other]
    )
    closest = replace(
        WORDED, id=UUID(int=6), parent_id=UUID(int=5), covered=False, citations=[replace(other, play_seconds=1)]
    )
    path = [a_message(1, None), WORDED, a_message(3, 2), second, a_message(5, 4), closest]
    index = index_citations(view_exchanges(path))
    assert [(video.title, [each.play_seconds for each in video.moments]) for video in index] == [
        ("Shutter", [10, 75.5, 90]),
        ("Aperture", [5.0]),
    ]


def test_conversations_are_grouped_by_age() -> None:
    def a_session(number: int, days: int) -> Session:
        at = NOW - timedelta(days=days)
        return Session(SessionId(UUID(int=number)), f"T{number}", None, None, None, at, at if number != 1 else None)

    groups = group_sessions([a_session(1, 0), a_session(2, 1), a_session(3, 6), a_session(4, 7)], NOW)
    assert [(group.label, [each.title for each in group.sessions]) for group in groups] == [
        ("Today", ["T1"]),
        ("This week", ["T2", "T3"]),
        ("Earlier", ["T4"]),
    ]
    assert group_sessions([]) == []
