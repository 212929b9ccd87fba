"""A demo school with two lessons of the example course, and a small plan to fill it."""

import json
from pathlib import Path
from typing import Any

import pytest

from chronos.app import App
from chronos.members import add_creator, resolve_actor
from chronos.operations.demo_school import Plan, School
from chronos.storage import Access
from tests.conftest import ADatabase
from tests.web.course import COURSE, add_lesson

APERTURE, SHUTTER = (video["title"] for video in json.loads((COURSE / "course.json").read_text())["videos"][:2])
PEOPLE = ("Ana Sousa", "Ben Okoye", "Chloe Martin", "Daniel Kim", "Elif Yilmaz", "Noor Haddad")
GAP = "How do I edit RAW files in Lightroom?"


def plan_fields() -> dict[str, Any]:
    """Return the fields of a plan of six students."""
    return {
        "videos": [
            {"file": APERTURE, "title": "The lens", "description": "Wide or small.", "poster_second": 30,
             "again": [[43, 70]], "leaves": [72]},
            {"file": SHUTTER, "title": "The shutter", "description": "Short or long.", "poster_second": 60},
        ],
        "course": {"title": "Exposure", "modules": [{"title": "Both", "videos": ["The lens", "The shutter"]}]},
        "cover": "cover.webp",
        "draft": {"title": "Later", "modules": []},
        "staff": [{"name": "Edda", "email": "edda@example.com", "role": "editor"}],
        "people": [
            {"name": name, "joined_days_ago": 12 + number, "diligence": 0.9, "ended": name == "Ben Okoye"}
            for number, name in enumerate(PEOPLE[:-1])
        ] + [{"name": "Noor Haddad", "joined_days_ago": 9, "diligence": 1, "stops": {SHUTTER: 54}}],
        "conversations": [
            {"student": "Ana Sousa", "days_ago": 6, "hour": 20, "questions": [GAP], "tells": True},
            {"student": "Noor Haddad", "days_ago": 2, "hour": 19,
             "questions": ["How do I freeze the motion of a runner?"], "verdict": "right", "saves": True, "opens": 1},
            {"student": "Noor Haddad", "days_ago": 1, "hour": 19, "questions": ["What is a panning shot?"],
             "about": {"video": SHUTTER, "second": 66}},
        ],
        "notes": [{"student": "Noor Haddad", "video": "The lens", "second": 50, "text": "One stop.", "days_ago": 3}],
        "teaches": [{"questions": ["Can I use my phone?"], "content": "Yes.", "days_ago": 4,
                     "moment": {"video": "The lens", "start": 43.5, "end": 50}}],
        "invitations": [{"days": 30, "max_uses": 40, "uses": 11}],
    }  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    return Plan.model_validate(plan_fields())


@pytest.fixture
def folder(repository: Path) -> Path:
    """Where the cover lies."""
    return repository / "examples"


@pytest.fixture
async def school(app: App, database: ADatabase) -> School:
    """A demo school with both lessons, processed by the real worker."""
    owner = await resolve_actor(app.db, (await add_creator(app.db, "Northlight", is_demo=True)).id)
    async with app.worker():
        for index in (0, 1):
            await add_lesson(app, owner, index)
    return School(database.url, Access(app.db, app.objects, owner), app.answerer, app.embedder)
