"""`chronos export`."""

from pathlib import Path

from tests.cli.conftest import RunChronos


def test_a_student_is_exported(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    chronos("student", "add", "Sam")
    file = tmp_path / "sam.tar"
    assert chronos("export", "student", "Sam", "-o", str(file)).out.startswith(f"Wrote 1 rows of Sam to {file}")
    assert chronos("export", "student", "Sam", "-o", str(file)).code == 2
    refused = chronos("import", "creator", str(file))
    assert (refused.code, "not the archive of a creator" in refused.message) == (2, True)
    assert chronos("export", "student", "Nobody").code == 3
