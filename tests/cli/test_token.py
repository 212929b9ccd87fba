"""`chronos token`."""

import json
import re

from tests.cli.conftest import RunChronos


def test_token_and_link_for_a_student(chronos: RunChronos, creator: str) -> None:
    sam = chronos("student", "add", "Sam").out.strip()
    assert chronos("token", "--student", sam).out.strip().count(".") == 2
    assert re.fullmatch(r"http://127.0.0.1:8000/sign-in/[\w-]{43}\n", chronos("token", "--student", sam, "--link").out)
    assert json.loads(chronos("token", "--student", sam, "--json").out).keys() == {"token", "link"}
    assert "--student" in chronos("token", "--creator", sam).message
    assert "--creator" in chronos("token", "--student", creator).message


def test_a_link_is_good_for_a_week_at_most(chronos: RunChronos, creator: str) -> None:
    assert chronos("token", "--creator", creator, "--link", "--days", "7").code == 0
    refused = chronos("token", "--creator", creator, "--link", "--days", "8")
    assert (refused.code, refused.message) == (2, "A sign-in link is valid for at most 7 days.")


def test_unclear_options_are_refused(chronos: RunChronos) -> None:
    for options in ((), ("--service", "--link"), ("--service", "--student", "x")):
        assert chronos("token", *options).code == 2
