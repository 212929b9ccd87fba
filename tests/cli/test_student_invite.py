"""`chronos student invite-link`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_links_are_made_listed_and_ended(chronos: RunChronos, creator: str) -> None:
    chronos("course", "add", "Light")
    made = chronos("student", "invite-link", "--course", "Light", "--days", "3", "--uses", "5")
    assert made.out.startswith("http://127.0.0.1:8000/join/")
    [link] = json.loads(chronos("student", "invite-link", "--list", "--json").out)
    assert (link["course"], link["state"], link["max_uses"]) == ("Light", "good", 5)
    assert "0 of 5" in chronos("student", "invite-link", "--list").out
    assert chronos("student", "invite-link", "--end", link["id"]).code == 0
    assert json.loads(chronos("student", "invite-link", "--list", "--json").out)[0]["state"] == "revoked"
    assert chronos("student", "invite-link", "--end", link["id"][:8]).code == 2
    assert chronos("student", "invite-link", "--course", "Sound").code == 3
    assert json.loads(chronos("student", "invite-link", "--json").out)["invite_link"]["course"] is None


def test_students_are_imported_once(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    file = tmp_path / "students.csv"
    file.write_text("\ufeffname;email\nKim;kim@example.com\nLee;lee@example.com\n")
    assert chronos("student", "import", str(file), "--dry-run").out.startswith("2 students would be added; 0 are")
    assert json.loads(chronos("student", "list", "--json").out) == []
    assert json.loads(chronos("student", "import", str(file), "--json").out)["added"] == 2
    assert chronos("student", "import", str(file)).out.startswith("0 students were added; 2 are students already")
    file.write_text("Kim,kim\n")
    run = chronos("student", "import", str(file))
    assert (run.code, run.message.startswith("Line 1: An e-mail address")) == (2, True)
    assert chronos("student", "import", str(file), "--dry-run").out.startswith("Line 1: An e-mail address")
    assert chronos("student", "import", str(tmp_path / "none.csv")).code == 2
