"""Sound is mixed to one channel and cut into windows where it is quiet."""

from pathlib import Path

import numpy as np
import pytest

from chronos.providers.speech import SAMPLE_RATE, Window, cut_windows
from chronos.providers.speech.cut_windows import mix_to_mono
from tests.media import record, tone
from tests.providers.speech.media.hear import LOUD, heard


def test_opposite_channels_do_not_cancel(tmp_path: Path) -> None:
    one = tone(2)
    samples = heard(record(tmp_path / "x.wav", [np.concatenate([one, -one])]))
    assert np.abs(samples[1000:-1000]).max() > LOUD


def test_one_silent_channel_is_no_loss(tmp_path: Path) -> None:
    one = tone(2)
    samples = heard(record(tmp_path / "x.wav", [np.concatenate([np.zeros_like(one), one])]))
    assert np.abs(samples).max() > LOUD


def test_voices_of_both_channels_are_kept() -> None:
    left, right = tone(1, 300.0)[0], tone(1, 500.0)[0]
    spectrum = np.abs(np.fft.rfft(mix_to_mono(np.stack([left, right]))))
    assert set(np.argsort(spectrum)[-2:]) == {300, 500}


def test_only_a_cancelling_part_is_taken_from_one_channel() -> None:
    one = tone(2)[0]
    other = one.copy()
    other[SAMPLE_RATE:] *= -1
    assert np.allclose(mix_to_mono(np.stack([one, other])), one)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Forty seconds of tone with half a second of near silence at 9.3, 18.3, 27.4 and 36.0 s."""
    samples = tone(40, channels=2)
    for second in (9.3, 18.3, 27.4, 36.0):
        samples[:, int(second * SAMPLE_RATE) : int((second + 0.5) * SAMPLE_RATE)] *= 0.01
    return record(tmp_path / "talk.m4a", [samples])


def test_cuts_are_where_it_is_quiet(talk: Path) -> None:
    cuts = [window.end_seconds for window in cut_windows(talk, window_seconds=10)][:-1]
    assert cuts == pytest.approx([9.55, 18.55, 27.65, 36.25], abs=0.05)


def test_nothing_is_lost_between_windows(talk: Path) -> None:
    parts = list(cut_windows(talk, window_seconds=10))
    assert [part.start_seconds for part in parts[1:]] == [part.end_seconds for part in parts[:-1]]
    assert np.array_equal(np.concatenate([part.samples for part in parts]), heard(talk))
    assert max(len(part.samples) for part in parts) <= 10 * SAMPLE_RATE


def test_resuming_gives_the_same_windows(talk: Path) -> None:
    whole = list(cut_windows(talk, window_seconds=10))
    for done in range(len(whole) + 1):
        start = whole[done - 1].end_seconds if done else 0.0
        assert _same(list(cut_windows(talk, start, window_seconds=10)), whole[done:])


def _same(some: list[Window], others: list[Window]) -> bool:
    return len(some) == len(others) and all(
        a.start_seconds == b.start_seconds and np.array_equal(a.samples, b.samples)
        for a, b in zip(some, others, strict=True)
    )
