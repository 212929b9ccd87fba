"""`chronos search`."""

import pytest

from tests.cli.conftest import RunChronos

pytestmark = pytest.mark.usefixtures("creator")


def test_empty_question_is_refused(chronos: RunChronos) -> None:
    run = chronos("search", "  ")
    assert run.code == 2
    assert "empty" in run.message
