"""The turns that a model reads."""

from uuid import uuid4

from chronos.chat.recent_turns import list_turns, recent_exchanges, videos_in
from chronos.chat.resolve_follow_up import Exchange
from chronos.model import VideoId
from chronos.providers.language import Turn


def test_as_many_whole_exchanges_as_fit_are_chosen_from_the_last() -> None:
    exchanges = [Exchange(f"Question {n}?", "", "x" * 100) for n in range(5)]
    chosen = recent_exchanges(exchanges, tokens=60)
    assert [one.question for one in chosen] == ["Question 3?", "Question 4?"]
    assert recent_exchanges(exchanges, tokens=10) == []


def test_what_has_no_answer_is_no_turn() -> None:
    exchanges = [Exchange("One?", "", "Yes."), Exchange("Two?", "")]
    assert list_turns(recent_exchanges(exchanges)) == (Turn("user", "One?"), Turn("assistant", "Yes."))


def test_videos_are_those_that_were_cited_or_carried() -> None:
    one, two = VideoId(uuid4()), VideoId(uuid4())
    assert videos_in([Exchange("A?", "", "A.", carried_video_ids=[one, two]), Exchange("B?", "", "B.")]) == (one, two)
