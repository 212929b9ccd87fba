"""`chronos student`."""

import json

from tests.cli.conftest import RunChronos


def test_students_are_listed(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam", "--creator", creator)
    assert [one["name"] for one in json.loads(chronos("student", "list", "--json").out)] == ["Sam"]


def test_a_membership_ends_and_resumes(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    assert chronos("student", "rename", "Sam", "Samira").out.startswith("Samira (")
    assert chronos("student", "end", "samira").out == "The membership of Samira has ended.\n"
    assert "no" in chronos("student", "list").out.splitlines()[1].split()
    assert chronos("student", "resume", "samira").code == 0
    assert "yes" in chronos("student", "list").out.splitlines()[1].split()


def test_a_link_signs_a_student_in(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    assert chronos("student", "link", "sam").out.startswith("http://127.0.0.1:8000/sign-in/")
    assert chronos("student", "link", "sam", "--days", "8").code == 2


def test_bad_names_and_addresses_are_refused(chronos: RunChronos, creator: str) -> None:
    for words, sentence in (
        (("student", "add", "Sam", "--email", "nope"), "An e-mail address looks like ada@example.com."),
        (("student", "add", "  "), "A name must have 1 to 200 visible characters, on one line."),
        (("creator", "add", "x" * 201), "A name must have 1 to 200 visible characters, on one line."),
    ):
        run = chronos(*words)
        assert (run.code, run.message) == (2, sentence)
