"""Supabase's JavaScript client, @supabase/storage-js, as it is: tests/node/storage.mjs makes every call and looks."""

import json
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

from chronos.model import Actor
from tests.node_packages import node_packages
from tests.web.storage_api.conftest import Site

SCRIPT = Path(__file__).parents[2] / "node" / "storage.mjs"
TIMEOUT_SECONDS = 120


def test_every_call(site: Site, repository: Path, tmp_path: Path, video: Path, picture: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node_packages(repository))
    shutil.copy(SCRIPT, tmp_path)
    people = site.people
    actors = {
        "creator": people.creator,
        "student": people.student,
        "otherCreator": people.other_creator,
        "service": Actor("service_role"),
    }
    new_video = site.own(f"{uuid4()}/lecture.mp4")
    arguments = {
        "storage": site.storage,
        "tokens": {name: site.served.token(actor) for name, actor in actors.items()},
        "folder": str(people.creator.creator_id),
        "otherFolder": str(people.other_creator.creator_id),
        "video": str(video),
        "picture": str(picture),
        "newVideo": new_video,
    }
    done = subprocess.run(
        ["node", SCRIPT.name, json.dumps(arguments)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    left = {f"thumbnails/{site.own('p.png')}", f"thumbnails/{site.own('q.png')}", f"videos/{new_video}"}
    assert site.known() == left
    assert site.is_tidy()
