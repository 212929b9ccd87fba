"""`chronos videos`, `video` and `retry`."""

import pytest

from tests.cli.conftest import RunChronos

pytestmark = pytest.mark.usefixtures("creator")


@pytest.mark.parametrize("command", ["video", "retry"])
def test_unknown_id_is_not_found(chronos: RunChronos, command: str) -> None:
    run = chronos(command, "1b4e28ba-2fa1-11d2-883f-0016d3cca427")
    assert run.code == 3
    assert "There is no video" in run.message
