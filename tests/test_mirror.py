"""Every module that does something has tests of its name; the list of those without only shrinks."""

from pathlib import Path

from tests.mirror import modules_without_tests

WITHOUT_TESTS = {
    "app.py",
    "cli/serve_http.py",
    "cli/wait_for_videos.py",
    "evaluation/ask.py",
    "evaluation/ingest.py",
    "operations/backup/load_rows.py",
    "operations/vector_index/recall.py",
    "providers/embedding/bert.py",
    "search/store.py",
    "web/storage_api/receive_object.py",
    "web/uploads/receive_piece.py",
    "web/uploads/upload.py",
}


def test_new_modules_have_tests_of_their_name(repository: Path) -> None:
    missing = set(modules_without_tests(repository)) - WITHOUT_TESTS
    assert not missing, "add tests/<room>/test_<module>.py, or a folder tests/<room>/<module>/"


def test_listed_modules_have_no_tests_yet(repository: Path) -> None:
    tested = WITHOUT_TESTS - set(modules_without_tests(repository))
    assert not tested, "take these out of the list"
