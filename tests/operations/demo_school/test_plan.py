"""The plan of a demo school."""

import json
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.operations.demo_school import read_plan
from tests.operations.demo_school.conftest import plan_fields


def test_the_plan_of_the_demo_is_whole(repository: Path) -> None:
    plan = read_plan(repository / "examples/school.json")
    names = {person.name for person in plan.people}
    files = {video.file for video in plan.videos}
    titles = {video.title for video in plan.videos}
    course = json.loads((repository / "examples/course/course.json").read_text())
    assert {(Path(video["file"]).stem, video["title"]) for video in course["videos"]} == {
        (video.file, video.title) for video in plan.videos
    }
    assert {one.student for one in plan.conversations} | {note.student for note in plan.notes} <= names
    assert {one.about.video for one in plan.conversations if one.about} <= files
    assert {one.video for one in plan.notes} | {one.moment.video for one in plan.teaches} <= titles
    assert len({person.email for person in plan.people}) == len(plan.people)
    assert (repository / "examples" / plan.cover).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON"),
        ("{}", "videos: Field required"),
        (json.dumps(plan_fields() | {"extra": 1}), "extra: Extra inputs are not permitted"),
    ],
    ids=["no JSON", "nothing", "too much"],
)
def test_another_file_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    with pytest.raises(Invalid, match=said):
        read_plan(file)
    with pytest.raises(Invalid, match="cannot be read: No such file"):
        read_plan(tmp_path / "none.json")
