"""`chronos eval`: on a folder, and on a creator's own cases; nothing of either stays."""

import json
import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CHRONOS, RunChronos
from tests.conftest import ADatabase
from tests.media import a_silent_video
from tests.processes import killed_at_the_end
from tests.signals import hear_interrupts

PHOTOGRAPHY = """WEBVTT

00:00.000 --> 00:06.000
A wide aperture lets in more light and blurs the background.

00:30.000 --> 00:36.000
A fast shutter speed freezes the motion of a runner in mid air.
"""
BAKING = """WEBVTT

00:00.000 --> 00:06.000
Knead the dough for ten minutes, then let it rest under a cloth.

01:40.000 --> 01:46.000
Bake the loaf in a hot oven until its crust sounds hollow.
"""
QUESTIONS = [
    {"id": "1", "question": "What freezes a runner in mid air?", "video": "on_photography", "start": 30},
    {"id": "2", "question": "How long do I knead the dough?", "video": "baking", "start": 1.5},
    {"id": "3", "question": "When is the crust of the loaf done?", "video": "baking", "start": 101},
]
MEASURES = {
    "videos", "questions", "heard_within_60s_at_1", "heard_within_60s_at_5", "heard_within_20s_at_1", "mrr_at_10",
    "jump_error_median_s", "answered_answerable", "answered_unanswerable", "latency_ms_p50", "latency_ms_p95",
    "chunks", "ingest_seconds", "answer_in_first_quote", "answer_in_quotes", "quotes_per_answer", "duplicate_quotes",
    "misquotes", "refusal_curve", "refusal_thresholds",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "lectures"
    (made / "transcripts").mkdir(parents=True)
    (made / "transcripts" / "on_photography.vtt").write_text(PHOTOGRAPHY)
    (made / "transcripts" / "baking.vtt").write_text(BAKING)
    (made / "questions.jsonl").write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS))
    (made / "unanswerable.jsonl").write_text('{"id": "4", "question": "Who was the first emperor of China?"}\n')
    return made


def require_nothing_left(database: ADatabase, home: Path, creators: int = 0) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        tables = ("students", "videos", "video_chunks", "chat_messages", "private.search_sentences", "storage.objects")
        found = {name: connection.execute(f"select count(*) from {name}").fetchone() for name in tables}  # noqa: S608
        assert set(found.values()) == {(0,)}, found
        assert connection.execute("select count(*) from creators").fetchone() == (creators,)
        # One that a killed worker had begun is brought back by any worker, finds no video, and ends.
        waiting = "select count(*) from jobs.procrastinate_jobs where args ? 'video_id' and status <> 'doing'"
        assert connection.execute(waiting).fetchone() == (0,)
    # What a killed command was writing has no name yet; `chronos storage sweep` takes it.
    stored = [path for path in (home / "storage").rglob("*") if path.is_file() and ".drafts" not in path.parts]
    assert stored == []


def test_folder_is_measured(chronos: RunChronos, folder: Path, database: ADatabase, home: Path) -> None:
    run = chronos("eval", folder, "--json")
    assert run.code == 0, run.err
    found = json.loads(run.out)
    assert set(found) == MEASURES
    assert (found["videos"], found["questions"], found["chunks"]) == (2, 3, 2)
    assert found["heard_within_60s_at_1"] == found["heard_within_60s_at_5"] == found["mrr_at_10"] == 1
    assert found["jump_error_median_s"] <= 5
    assert (found["answered_answerable"], found["answered_unanswerable"]) == (1, 0)
    assert 0 < found["latency_ms_p50"] <= found["latency_ms_p95"]
    assert (found["answer_in_first_quote"], found["answer_in_quotes"]) == (1, 1)
    assert 1 <= found["quotes_per_answer"] <= 3
    assert (found["duplicate_quotes"], found["misquotes"]) == (0, 0)
    require_nothing_left(database, home)
    told = chronos("eval", folder).out
    assert "100.0%  one of the first five does within 60 s" in told


def test_stopped_and_killed(chronos: RunChronos, folder: Path, database: ADatabase, home: Path, tmp_path: Path) -> None:
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url}
    for number in range(40):  # enough to be stopped in the midst of it
        (folder / "transcripts" / f"copy-{number}.vtt").write_text(BAKING)
    for end, code in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        started = subprocess.Popen(
            [CHRONOS, "eval", folder], env=os.environ | settings, cwd=tmp_path, preexec_fn=hear_interrupts,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with killed_at_the_end(started) as process:
            wait_for_a_video(database)
            process.send_signal(end)
            assert process.wait(60) == code
        if end == signal.SIGINT:
            require_nothing_left(database, home)
    for number in range(40):
        (folder / "transcripts" / f"copy-{number}.vtt").unlink()
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select count(*) from creators").fetchone() == (1,)
    assert chronos("eval", folder, "--json").code == 0
    require_nothing_left(database, home)


def wait_for_a_video(database: ADatabase) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        while connection.execute("select 1 from videos where status = 'completed' limit 1").fetchone() is None:
            connection.execute("select pg_sleep(0.05)")


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda folder: [path.unlink() for path in (folder / "transcripts").iterdir()], "There are no transcripts in"),
        (lambda folder: (folder / "questions.jsonl").write_text('{"x": 1}'), "questions.jsonl, line 1 has no text"),
        (lambda folder: (folder / "transcripts" / "baking.vtt").unlink(), "line 2 names the video 'baking'"),
    ],
)
def test_invalid_folder_is_refused(chronos: RunChronos, folder: Path, break_it: object, reason: str) -> None:
    assert callable(break_it)
    break_it(folder)
    run = chronos("eval", folder)
    assert run.code == 2
    assert reason in run.message


def test_unclear_options_are_refused(chronos: RunChronos, folder: Path, creator: str) -> None:
    assert "a folder, or --creator WHO" in chronos("eval").message
    assert "a folder, or --creator WHO" in chronos("eval", folder, "--creator", creator).message
    assert "needs --creator WHO" in chronos("eval", folder, "--cases", folder / "questions.jsonl").message
    assert "no cases yet" in chronos("eval", "--creator", creator).message
    sam = chronos("student", "add", "Sam").out.strip()
    assert chronos("eval", "--creator", sam).code == 3
    assert chronos("eval", "--creator", "1b4e28ba-2fa1-11d2-883f-0016d3cca427").code == 3


def test_creators_cases_are_measured(chronos: RunChronos, creator: str, tmp_path: Path, database: ADatabase) -> None:
    (tmp_path / "talk.vtt").write_text(PHOTOGRAPHY)
    film = a_silent_video(tmp_path / "talk.mp4", seconds=40)
    assert chronos("add", film, "--captions", film.with_suffix(".vtt"), "--title", "Photography", "--wait").code == 0
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "question,video,at\nWhat freezes a runner in mid air?,Photography,0:30\n"
        "What blurs the background?,Photography,0:39\nWho was the first emperor of China?,,\n"
    )
    told = chronos("eval", "--creator", creator, "--cases", cases)
    assert told.code == 0, told.err
    assert "3 questions: 2 answered in your videos, 1 not." in told.out
    assert "Found first:             2 of 2 (100%)" in told.out
    assert "1 were reported as not covered." in told.out
    report = json.loads(chronos("eval", "--creator", creator, "--json").out)
    assert (report["cases"], report["found_first"], report["missed"]) == (3, 2, [])
    cases.write_text("question,video,at\nWhat blurs the background?,Portraits,0:05\n")
    assert (
        "line 2: no video 'Portraits' in this library"
        in chronos("eval", "--creator", creator, "--cases", cases).message
    )
    assert json.loads(chronos("eval", "--creator", creator, "--json").out) == report
    with psycopg.connect(database.superuser_url) as connection:
        assert connection.execute("select count(*) from students").fetchone() == (0,)
        assert connection.execute("select count(*) from chat_messages").fetchone() == (0,)
