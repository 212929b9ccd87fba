"""The documentation agrees with the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_tree import commands
from tests.operations.doctor.test_examine import CHECKS
from tests.operations.test_upkeep import JOBS


def test_generated_pages_are_current(repository: Path) -> None:
    check = [sys.executable, str(repository / "docs/generate.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_howto_pages_have_every_database_command_job_and_check(repository: Path) -> None:
    text = "".join(path.read_text() for path in (repository / "docs/howto").glob("*.md"))
    missing = [
        " ".join(words) for words in commands() if words[0] == "db" and f"`chronos {' '.join(words)}" not in text
    ]
    assert not missing
    assert {f"`{job}`" for job in JOBS if f"| `{job}` |" not in text} == set()
    assert {check for check in CHECKS if f"`{check}`" not in text} == set()


def test_every_decision_has_its_three_parts(repository: Path) -> None:
    for path in (repository / "docs/decisions").glob("*.md"):
        text = path.read_text()
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Price")), path


def test_every_room_is_in_the_page_of_the_architecture(repository: Path) -> None:
    text = (repository / "docs/explanation/architecture.md").read_text()
    rooms = {path.parent.name for path in (repository / "src/chronos").glob("*/__init__.py")}
    assert {room for room in rooms if f"`{room}`" not in text} == set()


def test_links_in_documents_lead_somewhere(repository: Path) -> None:
    documents = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    for path in documents:
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", path.read_text()):
            page = path.parent / target if target else path
            assert page.exists(), f"{path.name}: {target}"
            assert not anchor or anchor in _anchors(page.read_text()), f"{path.name}: {target}#{anchor}"


def test_files_named_in_documents_exist(repository: Path) -> None:
    made_at_release = {"supabase/migrations.sha256"}
    for page in [repository / "README.md", *(repository / "docs").rglob("*.md")]:
        named = set(re.findall(r"`((?:docs|src|supabase|tests)/[\w./-]*\.\w+)`", page.read_text())) - made_at_release
        assert not [name for name in named if not (repository / name).is_file()], page


def test_every_row_of_the_formats_names_tests_that_exist(repository: Path) -> None:
    rows = [
        line
        for line in (repository / "docs/reference/formats.md").read_text().splitlines()
        if line.startswith("| ") and not line.endswith("| test |")
    ]
    assert len(rows) > 40
    for row in rows:
        named = row.rstrip(" |").rpartition(" | ")[2].split(", ")
        paths = [re.fullmatch(r"`(tests/(?:\w+/)*test_\w+\.py)`", name) for name in named]
        assert all(path and "def test_" in (repository / path[1]).read_text() for path in paths), row


def test_every_page_is_in_the_index(repository: Path) -> None:
    index = (repository / "docs/README.md").read_text()
    pages = {path.relative_to(repository / "docs").as_posix() for path in (repository / "docs").rglob("*.md")}
    assert {page for page in pages if f"({page})" not in index and not page.startswith("decisions/")} == {"README.md"}


def _anchors(text: str) -> set[str]:
    """The addresses that headings have within a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_attack_names_a_test_that_exists(repository: Path) -> None:
    """In the tables of hostile input: a file, or one test of a file."""
    page = (repository / "docs/explanation/hostile-input.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
    assert rows
    for row in rows:
        named = re.findall(r"`((?:tests|bench)/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for file, test in named:
            assert not test or f"def {test}(" in (repository / file).read_text(), (file, test)
            assert (repository / file).is_file(), file


@pytest.mark.parametrize(
    ("subject", "tests"),
    [
        ("linear time", ["test_patterns.py", "test_linear_time.py", "web/test_off_loop.py"]),
        ("fair queues", ["jobs/test_job_manager.py", "pipeline/test_import_turn.py"]),
        ("the HTTP server", ["web/server/test_limit_connection.py", "web/server/test_count_connections.py"]),
        ("quotas", ["videos/test_intake.py", "storage/test_store_object.py"]),
        ("outages and deaths", ["web/test_outage.py", "faults/test_deaths.py", "faults/test_random_kills.py"]),
        ("functions", ["policies/test_shadowing.py", "policies/test_function_names.py", "operations/test_lints.py"]),
        ("the TCP port", ["db/test_embedded_rights.py"]),
        ("files of others", ["test_private_home.py", "db/test_server_socket.py"]),
        ("sign-in links", ["members/test_sign_in_link.py", "web/pages/test_sign_in_link.py", "web/test_next_path.py"]),
        ("metadata", ["chat/test_messages.py", "storage/test_objects.py"]),
        ("numbers and booleans", ["text/test_numerals.py", "web/test_off_loop.py"]),
        ("forged hosts, keyword search", ["web/test_forged_host.py", "web/test_rate_limits.py"]),
        ("emptied tables, pictures", ["policies/test_grants.py", "storage/test_check_content.py"]),
        ("the server's age", ["operations/doctor/test_security_releases.py"]),
        ("generated requests", ["web/api/test_openapi.py"]),
    ],
)
def test_every_subject_of_hostile_input_has_its_rows(repository: Path, subject: str, tests: list[str]) -> None:
    page = (repository / "docs/explanation/hostile-input.md").read_text()
    assert [test for test in tests if f"`tests/{test}" not in page] == [], subject
