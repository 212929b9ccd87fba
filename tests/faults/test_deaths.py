"""A video that really kills its worker fails after three attempts, and says where; other videos are completed."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import LiteralString

import numpy as np
import psycopg

from tests.cli.conftest import CHRONOS
from tests.conftest import ADatabase
from tests.media import a_silent_video, record, tone
from tests.pipeline.conftest import CAPTIONS

QUIET_SECONDS = 62  # then the deadly sound begins


def test_a_deadly_video_fails_at_its_third_worker(database: ADatabase, tmp_path: Path, models_home: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    environment = os.environ | {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url}

    def chronos(*words: str) -> None:
        subprocess.run([CHRONOS, *words], env=environment, cwd=tmp_path, check=True, capture_output=True, timeout=60)

    silence = np.zeros_like(tone(QUIET_SECONDS))
    record(tmp_path / "deadly.wav", [np.concatenate([silence, tone(2)], axis=1)], picture_seconds=0)
    a_silent_video(tmp_path / "talk.mp4", seconds=10)
    (tmp_path / "talk.vtt").write_text(CAPTIONS)
    chronos("creator", "add", "Ada")
    chronos("add", "deadly.wav")
    chronos("add", "talk.mp4", "--captions", "talk.vtt")
    deaths = 0
    worker = None
    try:
        deadline = time.monotonic() + 120
        while not is_done(database):
            assert time.monotonic() < deadline, deaths
            if worker is None or worker.poll() is not None:
                deaths += worker is not None
                worker = subprocess.Popen([sys.executable, "-m", "tests.faults.worker_with_poison"], env=environment)
            time.sleep(0.1)
    finally:
        if worker is not None:
            worker.kill()
            worker.wait()
    assert deaths == 3
    with psycopg.connect(database.url) as connection:
        found: dict[str, str] = dict(connection.execute("select title, status::text from videos").fetchall())
        assert found == {"deadly": "failed", "talk": "completed"}
        held: LiteralString = (
            "select (select count(*) from private.holds where settled_at is null), "
            "(select sum(reserved) from private.budgets)"
        )
        assert connection.execute(held).fetchall() == [(0, 0)]  # what it held is free before its hold expires
        [[message]] = connection.execute("select error_message from videos where title = 'deadly'").fetchall()
    assert message.startswith("Processing stopped unexpectedly 3 times while the speech was transcribed, at 1:0")


def is_done(database: ADatabase) -> bool:
    with psycopg.connect(database.url) as connection:
        rows = connection.execute("select status::text from videos").fetchall()
        return {status for (status,) in rows} <= {"completed", "failed"}
