"""`chronos student`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos, runner
from tests.mail_server import mail_server


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


def test_an_invitation_is_mailed(server_home: Path, tmp_path: Path) -> None:
    with mail_server() as mail:
        chronos = runner(tmp_path, CHRONOS_HOME=str(server_home), CHRONOS_SMTP_URL=mail.url)
        chronos("creator", "add", "Ada")
        chronos("student", "add", "Sam", "--email", "sam@example.com")
        sent = chronos("student", "link", "sam", "--send")
        assert sent.out == "The invitation was sent to sam@example.com.\n"
    assert mail.recipients == [["sam@example.com"]]
    assert "http://127.0.0.1:8000/sign-in/" in mail.messages[0].get_content()
    refused = runner(tmp_path, CHRONOS_HOME=str(server_home))("student", "link", "sam", "--send")
    assert (refused.code, refused.message) == (5, "No e-mail is sent: set CHRONOS_SMTP_URL.")


def test_bad_names_and_addresses_are_refused(chronos: RunChronos, creator: str) -> None:
    for words, sentence in (
        (("student", "add", "Sam", "--email", "nope"), "An e-mail address looks like ada@example.com."),
        (("student", "add", "  "), "A name must have 1 to 200 visible characters, on one line."),
        (("creator", "add", "x" * 201), "A name must have 1 to 200 visible characters, on one line."),
    ):
        run = chronos(*words)
        assert (run.code, run.message) == (2, sentence)
