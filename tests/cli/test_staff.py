"""`chronos staff`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos, runner
from tests.mail_server import mail_server


def test_staff_is_added_changed_and_removed(chronos: RunChronos, creator: str) -> None:
    added = chronos("staff", "add", "Ed", "--email", "ed@example.com")
    assert added.code == 0
    assert chronos("staff", "change", "ed", "--role", "viewer").out.startswith("Ed (viewer, ")
    listed = json.loads(chronos("staff", "list", "--json").out)
    assert [(one["role"], one["is_active"]) for one in listed] == [("owner", True), ("viewer", True)]
    assert chronos("staff", "link", "ed@example.com").out.startswith("http://127.0.0.1:8000/sign-in/")
    assert chronos("token", "--staff", "Ed").code == 0
    unasked = chronos("staff", "remove", "Ed")
    assert (unasked.code, "pass --yes" in unasked.message) == (2, True)
    assert chronos("staff", "remove", "Ed", "--yes").out == "Removed Ed from the staff.\n"
    missing = chronos("staff", "remove", "Ed", "--yes")
    assert (missing.code, "no member of the staff “Ed”" in missing.message) == (3, True)
    assert [row.split()[-1] for row in chronos("staff", "list", "--former").out.splitlines()[1:]] == ["yes", "no"]


def test_an_invitation_is_mailed(server_home: Path, tmp_path: Path) -> None:
    with mail_server() as mail:
        chronos = runner(tmp_path, CHRONOS_HOME=str(server_home), CHRONOS_SMTP_URL=mail.url)
        chronos("creator", "add", "Grace")
        chronos("staff", "add", "Ed", "--creator", "Grace", "--email", "ed@example.com")
        chronos("staff", "add", "Bob", "--creator", "Grace")
        sent = chronos("staff", "link", "Ed", "--creator", "Grace", "--send")
        assert sent.out == "The invitation was sent to ed@example.com.\n"
        unknown = chronos("staff", "link", "Bob", "--creator", "Grace", "--send")
        assert (unknown.code, "e-mail address" in unknown.message) == (2, True)
    assert mail.recipients == [["ed@example.com"]]
    assert "http://127.0.0.1:8000/sign-in/" in mail.messages[0].get_content()


def test_last_owner_stays(chronos: RunChronos, creator: str) -> None:
    name = json.loads(chronos("staff", "list", "--json").out)[0]["name"]
    for words in (("remove", name, "--yes"), ("change", name, "--role", "editor")):
        run = chronos("staff", *words)
        assert (run.code, run.message) == (
            2, "The last owner stays: make another member of the staff an owner first.",
        )  # fmt: skip


def test_what_a_command_cannot_use_is_refused(chronos: RunChronos, creator: str) -> None:
    assert chronos("staff", "add", "Ed", "--role", "admin").code == 2
    assert chronos("staff", "change", creator).code == 2
    chronos("staff", "add", "Ed")
    assert chronos("token", "--creator", "Ed").message == "“Ed” is a staff: pass it with --staff."
