"""`chronos db why`."""

import json
from uuid import uuid4

import psycopg
import pytest

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


@pytest.fixture
def video(database: ADatabase, creator: str) -> str:
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "insert into videos (creator_id, title) values (%s, E'A\\x1b[2Jtitle') returning id", [creator]
        ).fetchone()
    assert row is not None
    return str(row[0])


def test_reasons_for_people(chronos: RunChronos, creator: str, video: str) -> None:
    student = chronos("student", "add", "Sam").out.strip()
    run = chronos("db", "why", "videos", video, "--as", student)
    assert run.code == 0
    assert run.out.startswith(f"select on public.videos {video}\n")
    assert "\n  person   student Sam, active; of Ada, active\n" in run.out
    assert "\n  policy   videos_select: no\n           A student reads its creator's completed, published" in run.out
    assert "\n          yes creator_id = private.acting_tenant()\n" in run.out
    assert "\n  row has  status = pending\n" in run.out
    assert run.out.endswith("\n\nNo: policy videos_select needs (private.acts_as_creator() or status = 'completed').\n")


def test_reasons_for_programs(chronos: RunChronos, creator: str, video: str) -> None:
    run = chronos("db", "why", "videos", video, "--as", creator, "--command", "delete", "--json")
    answer = json.loads(run.out)
    assert (run.code, answer["allowed"], answer["verdict"]) == (0, True, "Yes: policy videos_delete allows it.")
    assert answer["reasons"]["claims"]["app_metadata"] == {"creator_id": creator}
    assert answer["reasons"]["policies"][0]["conditions"][0]["holds"] is True


def test_roles_are_actors_too(chronos: RunChronos, video: str) -> None:
    assert "no grant" in chronos("db", "why", "videos", video, "--as", "anon").out
    assert "Yes: " in chronos("db", "why", "videos", video, "--as", "service").out


def test_bad_input_is_one_sentence(chronos: RunChronos, video: str) -> None:
    unknown = str(uuid4())
    for words, code, message in [
        (("videos", video, "--as", "me"), 3, "There is no creator or student “me”"),
        (("videos", video, "--as", unknown), 3, f"There is no creator or student “{unknown}”"),
        (("vids", video, "--as", "anon"), 3, "There is no table 'vids'. Tables:"),
        (("videos", "1", "--as", "anon"), 2, "ID '1' has the wrong form: it must be the key of public.videos (id)."),
    ]:
        run = chronos("db", "why", *words)
        assert run.code == code
        assert run.message.startswith(message)
