"""One's own data: all of it as a file, and its erasure."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.members import erase_own, plan_own_erasure
from chronos.model import StudentId
from chronos.operations.privacy import StudentExport, export_own
from chronos.web.authenticate import Browser, Running
from chronos.web.cookies import delete_cookie
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template
from chronos.web.words import translatable

# What rows are to the person whose they are; other tables are counted together.
TABLES = {
    "public.notes": translatable("notes"),
    "public.chat_sessions": translatable("conversations"),
    "public.chat_messages": translatable("questions and answers"),
    "public.video_progress": translatable("videos with progress"),
    "public.course_enrolments": translatable("courses that were given to you"),
}
OTHERS = translatable("other records")

router = APIRouter(prefix="/me")


@router.get("/export")
async def export(app: Running, actor: Browser) -> Response:
    """Send every row that is the calling student's, as one JSON file."""
    async with app.db.acting_as(actor) as tx:
        found = await export_own(tx, actor)
    body = await asyncio.to_thread(_write, found)
    headers = {"Content-Disposition": 'attachment; filename="chronos-data.json"'}
    return Response(body, media_type="application/json", headers=headers)


@router.get("/erase")
async def plan(request: Request, app: Running, actor: Browser) -> Response:
    """Show what an erasure takes; it deletes nothing."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        planned = await plan_own_erasure(tx, actor)
    counted = {label: planned.rows.get(table, 0) for table, label in TABLES.items()}
    counted[OTHERS] = sum(rows for table, rows in planned.rows.items() if table not in TABLES)
    rows = [(count, label) for label, count in counted.items() if count]
    return render_template(request, "erase.html", {"person": person, "rows": rows, "confirm": planned.student_id})


@router.post("/erase")
async def erase(app: Running, actor: Browser, confirm: Annotated[UUID | None, Form()] = None) -> Response:
    """Erase the calling student for good, who is signed out by it."""
    async with app.db.acting_as(actor) as tx:
        await erase_own(tx, actor, StudentId(confirm) if confirm is not None else None)
    response = RedirectResponse("/sign-in", 303)
    delete_cookie(response, app.settings.public_url, "chronos_session")
    return response


def _write(found: StudentExport) -> bytes:
    return json.dumps(asdict(found), ensure_ascii=False, indent=1, default=str).encode()
