"""What rooms may rely on, whichever transcriber is configured."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from chronos.errors import Invalid
from chronos.providers.speech import SAMPLE_RATE, Transcriber
from tests.speech import error_rate, load_whisper, read_aloud, text_of

pytestmark = pytest.mark.xdist_group("speech")

TRANSCRIBERS: dict[str, Callable[[Path], Transcriber]] = {"whisper:base": load_whisper}


@pytest.fixture(scope="module", params=sorted(TRANSCRIBERS))
def transcriber(request: pytest.FixtureRequest, models_home: Path) -> Transcriber:
    return TRANSCRIBERS[request.param](models_home)


def test_its_name_is_what_it_is_configured_by(transcriber: Transcriber) -> None:
    assert transcriber.name in TRANSCRIBERS


def test_words_in_order_within_the_sound(transcriber: Transcriber) -> None:
    samples, said = read_aloud()
    reached: list[float] = []
    found = transcriber.transcribe(samples, on_progress=reached.append)
    assert error_rate(said, text_of(list(found.words))) <= 0.1
    assert all(word.text and not any(character.isspace() for character in word.text) for word in found.words)
    assert all(word.start_seconds <= word.end_seconds for word in found.words)
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(found.words))
    assert found.words[0].start_seconds >= 0
    assert found.words[-1].end_seconds <= len(samples) / SAMPLE_RATE
    assert reached == sorted(reached)
    assert all(0 <= seconds <= len(samples) / SAMPLE_RATE for seconds in reached)


def test_the_same_sound_gives_the_same_words(transcriber: Transcriber) -> None:
    samples, _ = read_aloud()
    assert transcriber.transcribe(samples) == transcriber.transcribe(samples)


def test_a_language_that_is_given_is_kept(transcriber: Transcriber) -> None:
    samples, _ = read_aloud()
    assert transcriber.transcribe(samples, "de").language == "de"


def test_a_language_that_is_not_known(transcriber: Transcriber) -> None:
    with pytest.raises(Invalid) as caught:
        transcriber.transcribe(np.zeros(SAMPLE_RATE, np.float32), "xx")
    assert caught.value.code == "language_unknown"


@pytest.mark.parametrize("count", [1, 160, SAMPLE_RATE])
def test_hardly_any_sound(transcriber: Transcriber, count: int) -> None:
    found = transcriber.transcribe(np.zeros(count, np.float32))
    assert (list(found.words), found.language, found.language_probability) == ([], None, 0.0)
