"""A command finds the course that it names, as far as the person may see it."""

from tests.cli.conftest import RunChronos


def test_course_is_found_by_title_or_id_and_drafts_by_their_creator_alone(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    course = chronos("course", "add", "Photography").out.strip()
    for name in ("photography", course, course[:8]):
        assert chronos("course", "show", name).out == "Photography  (not published)\n"
    for words in (("Optics",), ("Photography", "--as", "Sam")):
        run = chronos("course", "show", *words)
        assert run.code == 3
        assert run.message == f"There is no course “{words[0]}”: `chronos course list` shows all."
