"""`chronos token`."""

from tests.cli.conftest import RunChronos


def test_token_and_link_for_a_student(chronos: RunChronos, creator: str) -> None:
    sam = chronos("student", "add", "Sam").out.strip()
    assert chronos("token", "--student", sam).out.strip().count(".") == 2
    assert chronos("token", "--student", sam, "--link").out.startswith("http://127.0.0.1:8000/sign-in?token=")
    assert "--student" in chronos("token", "--creator", sam).message
    assert "--creator" in chronos("token", "--student", creator).message


def test_unclear_options_are_refused(chronos: RunChronos) -> None:
    for options in ((), ("--service", "--link"), ("--service", "--student", "x")):
        assert chronos("token", *options).code == 2
