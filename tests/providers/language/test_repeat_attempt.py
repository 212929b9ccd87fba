"""Repeated attempts, by what was yielded before they failed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from chronos.errors import ProviderError
from chronos.providers.language import MOST_ATTEMPTS, Piece, Stopped, TextDelta, Usage, repeat_attempt
from chronos.providers.language.map_failure import BUSY, failure
from chronos.providers.language.repeat_attempt import repeat_attempt as repeated

PAUSES = repeat_attempt.PAUSES_SECONDS


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeat_attempt, "PAUSES_SECONDS", (0.0, 0.0))


class Attempts:
    """Each attempt yields its pieces, and fails unless it stopped."""

    def __init__(self, *attempts: Sequence[Piece], wait_seconds: float | None = 0.0) -> None:
        self.attempts = list(attempts)
        self.wait_seconds = wait_seconds
        self.calls = 0
        self.deadlines: list[float] = []

    async def __call__(self, deadline: float) -> AsyncGenerator[Piece, None]:
        self.deadlines.append(deadline)
        pieces = self.attempts[min(self.calls, len(self.attempts) - 1)]
        self.calls += 1
        for piece in pieces:
            yield piece
        if Stopped("end") not in pieces:
            raise failure("openai:x", BUSY, wait_seconds=self.wait_seconds)


async def test_usage_of_all_attempts_is_counted() -> None:
    attempts = Attempts([Usage(5, 1, 2, 3)], [], [Usage(7, 0), TextDelta("Yeast."), Usage(7, 4), Stopped("end")])
    pieces = [piece async for piece in repeated(attempts, 60.0)]
    assert pieces == [Usage(5, 1, 2, 3), Usage(12, 1, 2, 3), TextDelta("Yeast."), Usage(12, 5, 2, 3), Stopped("end")]


@pytest.mark.parametrize(
    ("attempts", "calls"),
    [
        (Attempts([]), 3),
        (Attempts([TextDelta("Yeast.")]), 1),
        (Attempts([], wait_seconds=None), 1),
        (Attempts([], wait_seconds=60.0), 1),
    ],
)
async def test_it_ends_with_our_error(attempts: Attempts, calls: int) -> None:
    with pytest.raises(ProviderError) as caught:
        async for _ in repeated(attempts, 60.0):
            pass
    assert (caught.value.code, attempts.calls) == (BUSY, calls)


async def test_all_attempts_share_one_deadline() -> None:
    attempts = Attempts([])
    before = asyncio.get_running_loop().time()
    with pytest.raises(ProviderError):
        [piece async for piece in repeated(attempts, 60.0)]
    assert len(attempts.deadlines) == MOST_ATTEMPTS
    [deadline] = set(attempts.deadlines)
    assert deadline >= before + 60.0


async def test_no_attempt_begins_after_the_deadline() -> None:
    attempts = Attempts([])
    with pytest.raises(ProviderError):
        [piece async for piece in repeated(attempts, 0.0)]
    assert attempts.calls == 1


def test_there_are_as_many_attempts_as_are_reserved() -> None:
    assert len(PAUSES) + 1 == MOST_ATTEMPTS
