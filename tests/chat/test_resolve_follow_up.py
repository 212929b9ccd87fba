"""Follow-ups: what is searched for, by the stated rule."""

from uuid import uuid4

import pytest

from chronos.chat.events import Citation
from chronos.chat.resolve_follow_up import MAX_CARRIED_WORDS, Exchange, Standalone, resolve_follow_up, subject_of
from chronos.model import VideoId
from chronos.search import MAX_QUERY_CHARACTERS

FIRST, SECOND = VideoId(uuid4()), VideoId(uuid4())
BEFORE = Exchange(
    "How do I freeze a running person?",
    "How do I freeze a running person?",
    citations=[
        Citation(FIRST, uuid4(), "Shutter", 10, 15, 10, "A fast shutter speed freezes motion."),
        Citation(SECOND, uuid4(), "Speeds", 20, 25, 20, "Use a 500th of a second."),
    ],
)


@pytest.mark.parametrize(
    ("question", "searched_for"),
    [
        ("and why?", "why: freeze a running person"),
        ("why?", "why: freeze a running person"),
        ("What about a waterfall?", "What about a waterfall: freeze a running person"),
        ("with flash?", "with flash: freeze a running person"),
        ("And at night?", "at night: freeze a running person"),
        ("does that work indoors?", "does that work indoors: freeze a running person"),
        ("Why does he use it?", "Why does he use it: freeze a running person"),
        ("can you give an example?", "can you give an example: freeze a running person"),
    ],
)
def test_the_subject_of_the_last_question_is_carried_over(question: str, searched_for: str) -> None:
    assert resolve_follow_up(question, [BEFORE]) == Standalone(searched_for)


@pytest.mark.parametrize(
    "question", ["the second one", "explain [2]", "quote two please", "The last one?", "citation 2"]
)
def test_a_citation_that_is_named_lends_its_words(question: str) -> None:
    standalone = resolve_follow_up(question, [BEFORE])
    assert standalone.text.endswith(": Use a 500th of a second.")
    assert standalone.carried_video_ids == (SECOND,)


@pytest.mark.parametrize(
    "question",
    [
        "What is the second law of thermodynamics?",
        "And what is bokeh?",
        "How do I focus at night?",
        "At which shutter speed should I shoot a waterfall?",
        "What did he say about aperture?",
        "Is it possible to blur the background without a fast lens?",
        "aperture",
    ],
)
def test_a_question_that_stands_alone_stays(question: str) -> None:
    assert resolve_follow_up(question, [BEFORE]) == Standalone(question)


def test_without_a_turn_before_nothing_is_carried() -> None:
    assert resolve_follow_up("and why?", []) == Standalone("and why?")
    assert resolve_follow_up("the second one", [Exchange("Hi", "Hi")]).carried_video_ids == ()


def test_the_subject_leaves_out_how_the_question_was_put() -> None:
    before = Exchange("", "Hi! In which lecture does she talk about diffraction?")
    assert resolve_follow_up("and why?", [before]).text == "why: diffraction"


def test_words_that_were_lent_stay_with_their_video() -> None:
    lent = resolve_follow_up("the first one", [BEFORE])
    again = resolve_follow_up(
        "and why?", [Exchange("the first one", lent.text, carried_video_ids=lent.carried_video_ids)]
    )
    assert "shutter" in again.text
    assert again.carried_video_ids == (FIRST,)


def test_carried_words_are_bounded() -> None:
    assert len(subject_of("lens " * 500).split()) == MAX_CARRIED_WORDS
    long = resolve_follow_up("and " + "why " * MAX_QUERY_CHARACTERS, [BEFORE])
    assert len(long.text) <= MAX_QUERY_CHARACTERS


RUNNER = Exchange("What shutter speed for a runner?", "What shutter speed for a runner?", "A 500th.")
REFUSED = Exchange("How do I bake bread?", "How do I bake bread?", "Not covered.", is_covered=False)


def test_fragments_take_each_others_place() -> None:
    birds = resolve_follow_up("and for birds?", [RUNNER])
    assert birds.text == "for birds: shutter speed for a runner"
    after = [RUNNER, Exchange("and for birds?", birds.text, "A 2000th.")]
    assert resolve_follow_up("and at night?", after).text == "at night: shutter speed for a runner"
    assert resolve_follow_up("and why?", after).text == "why: birds: shutter speed for a runner"


def test_a_refused_question_lends_nothing_to_one_that_names_a_topic() -> None:
    assert resolve_follow_up("and noise?", [REFUSED]).text == "and noise?"
    assert resolve_follow_up("and noise?", [RUNNER, REFUSED]).text == "noise: shutter speed for a runner"
    assert resolve_follow_up("and why?", [RUNNER, REFUSED]).text == "why: bake bread"
