"""Which videos an answer is bound to beside those that it cites."""

from time import monotonic
from uuid import uuid4

import pytest

from chronos.chat import Answer
from chronos.chat.store_answer import Made
from chronos.chat.understand_question import Understood
from chronos.model import VideoId
from chronos.providers.language import Usage

LENT, FOUND = VideoId(uuid4()), VideoId(uuid4())


@pytest.mark.parametrize(
    ("usage", "is_stopped", "carried"),
    [
        (Usage(), False, [LENT]),  # quotes cite all that they say
        (Usage(10, 5), False, [LENT, FOUND]),
        (Usage(), True, [LENT, FOUND]),  # what it would have cited is not known
    ],
)
def test_what_a_model_read_may_be_in_its_words(usage: Usage, is_stopped: bool, carried: list[VideoId]) -> None:
    answer = Answer(True, True, "So.", [], "m", usage)
    made = Made(answer, Understood("Why?", (), (LENT,)), [FOUND], monotonic(), is_stopped)
    assert made.carried_video_ids == carried
