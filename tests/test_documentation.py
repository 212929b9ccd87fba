"""Every setting and every command is documented; nothing is documented that is not there."""

import re
from pathlib import Path

from chronos.cli.commands import EXIT_CODES
from chronos.config import Settings
from tests.cli.test_commands import commands
from tests.operations.doctor.test_examine import CHECKS
from tests.operations.test_upkeep import JOBS


def test_every_setting_is_documented(repository: Path) -> None:
    settings = {f"CHRONOS_{name.upper()}" for name in Settings.model_fields}
    documented = re.findall(
        r"^\| `(CHRONOS_\w+)` \|", (repository / "docs/reference/settings.md").read_text(), re.MULTILINE
    )
    assert set(documented) == settings
    examples = re.findall(r"^# (CHRONOS_\w+)=", (repository / ".env.example").read_text(), re.MULTILINE)
    assert set(examples) == settings


def test_every_command_is_documented(repository: Path) -> None:
    text = (repository / "docs/reference/cli.md").read_text()
    missing = [" ".join(words) for words in commands() if not re.search(rf"`chronos {' '.join(words)}[ `]", text)]
    assert not missing


def test_howto_pages_have_every_database_command_job_and_check(repository: Path) -> None:
    text = "".join(path.read_text() for path in (repository / "docs/howto").glob("*.md"))
    missing = [
        " ".join(words) for words in commands() if words[0] == "db" and f"`chronos {' '.join(words)}" not in text
    ]
    assert not missing
    assert {f"`{job}`" for job in JOBS if f"| `{job}` |" not in text} == set()
    assert {check for check in CHECKS if f"`{check}`" not in text} == set()


def test_every_exit_code_is_documented(repository: Path) -> None:
    text = (repository / "docs/reference/cli.md").read_text()
    assert all(f"| {code} |" in text for code in {0, 1, *EXIT_CODES.values()})


def test_every_decision_has_its_three_parts(repository: Path) -> None:
    for path in (repository / "docs/decisions").glob("*.md"):
        text = path.read_text()
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Price")), path


def test_links_in_documents_lead_somewhere(repository: Path) -> None:
    documents = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    for path in documents:
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", path.read_text()):
            page = path.parent / target if target else path
            assert page.exists(), f"{path.name}: {target}"
            assert not anchor or anchor in _anchors(page.read_text()), f"{path.name}: {target}#{anchor}"


def test_every_page_is_in_the_index(repository: Path) -> None:
    index = (repository / "docs/README.md").read_text()
    pages = {path.relative_to(repository / "docs").as_posix() for path in (repository / "docs").rglob("*.md")}
    assert {page for page in pages if f"({page})" not in index and not page.startswith("decisions/")} == {"README.md"}


def _anchors(text: str) -> set[str]:
    """The addresses that headings have within a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
