"""A bar is shown on stderr when it is wanted."""

import pytest

from chronos.cli.progress_bar import progress_bar


@pytest.mark.parametrize("wanted", [True, False])
def test_bar_takes_steps_with_and_without_a_share(capsys: pytest.CaptureFixture[str], wanted: bool) -> None:
    with progress_bar(wanted) as report:
        report("building", None)
        report("building", 0.5)
        report("swapping", 1.0)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert wanted or captured.err == ""


def test_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), progress_bar(True):
        raise ZeroDivisionError
