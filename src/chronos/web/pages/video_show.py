"""The page of a video: the player, its transcript, and a box to ask about it."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import courses, members, videos
from chronos.app import App
from chronos.db import Tx
from chronos.errors import Conflict
from chronos.model import Actor, VideoId
from chronos.videos import Video, sentences_of_windows
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.lesson_place import find_place
from chronos.web.pages.oembed import discover
from chronos.web.pages.own_show import SPEEDS
from chronos.web.pages.person_view import view_person
from chronos.web.pages.transcript_view import view_script
from chronos.web.pages.video_tabs import TabName, list_tabs, read_talk
from chronos.web.pages.video_view import view_video
from chronos.web.render_template import render_template
from chronos.web.serve_captions import transcript_turn

router = APIRouter(prefix="/videos/{video_id}")

PLAYER_PREFERENCES = ("captions", "speed", "volume", "caption_size", "caption_place")
END_SECONDS = 5.0  # who stopped so close to the end begins at the beginning


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a video's page asks for."""

    play_seconds: float | None = None
    course_id: UUID | None = None
    tab: TabName = "transcript"
    talk_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """How far a student is: where to resume, None to begin at the beginning; whether it is heard, or marked as done."""

    resume_seconds: float | None
    is_completed: bool
    is_marked: bool
    may_mark: bool


@router.get("")
async def show_video(
    request: Request,
    video_id: UUID,
    app: Running,
    actor: Browser,
    t: Annotated[float | None, Query(ge=0, le=1e6, allow_inf_nan=False)] = None,
    course: UUID | None = None,
    tab: TabName | None = None,
    talk: UUID | None = None,
) -> Response:
    """Show the page; `t` is the second at which the player starts. Without it, a student resumes.

    `course`: the course that the reader came from, whose next lesson is named. `talk`: a conversation of the student,
    which is shown beside the player.
    """
    asked = Asked(t, course, tab or ("ask" if talk else "transcript"), talk)
    return await video_page(request, app, actor, VideoId(video_id), asked)


async def video_page(
    request: Request,
    app: App,
    actor: Actor,
    video_id: VideoId,
    asked: Asked,
    *,
    shown: AnswerView | None = None,
    removed: courses.Note | None = None,
) -> Response:
    """Return the video's page, with an answer when a question was asked, and a note that was just removed."""
    async with transcript_turn(actor):
        async with app.db.acting_as(actor) as tx:
            person = await view_person(tx, actor)
            found = await videos.get_video(tx, video_id)
            player = await _player(tx, video_id)
            windows = await videos.list_windows(tx, video_id)
            watched = await _read_watched(tx, found) if actor.student_id else None
            preferences = await members.get_preferences(tx, actor)
            place = await find_place(tx, asked.course_id, video_id) if asked.course_id is not None else None
            notes = await _list_notes(tx, video_id) if actor.student_id else []
            talk = await read_talk(tx, actor, asked.talk_id)
        oembed = await discover(app, video_id=video_id)
        script = view_script(await asyncio.to_thread(sentences_of_windows, windows))
        values = {
            "person": person,
            "page_video": view_video(found),
            "script": script,
            "has_transcript": bool(script),
            "preferences": {name: getattr(preferences, name) for name in PLAYER_PREFERENCES},
            "speeds": SPEEDS,
            "place": place,
            "player": player,
            "play_seconds": asked.play_seconds,
            "tab": asked.tab,
            "tabs": list_tabs(video_id, actor, {"course": asked.course_id, "talk": talk.session and talk.session.id}),
            "here": f"/videos/{video_id}?" + (f"course={asked.course_id}&" if place else ""),
            "notes": notes,
            "removed": removed,
            "session": talk.session,
            "exchanges": talk.exchanges,
            "verdicts": talk.verdicts,
            "pictured": talk.pictured,
            "told": talk.told,
            "saved": talk.saved,
            "resume_seconds": watched.resume_seconds if watched else None,
            "watched": watched,
            "shown": shown,
            "oembed": oembed,
        }
        return await asyncio.to_thread(render_template, request, "video.html", values)


async def _player(tx: Tx, video_id: VideoId) -> str | None:
    """Return the name of the element that plays the video; None while its file is still being downloaded."""
    try:
        source = await videos.get_source(tx, video_id)
    except Conflict:
        return None
    return "audio" if source.content_type.startswith("audio/") else "video"


async def _list_notes(tx: Tx, video_id: VideoId) -> list[courses.Note]:
    """Return the calling student's notes in the order of their seconds: the newest of very many."""
    return sorted(await courses.list_notes(tx, video_id=video_id), key=lambda note: note.at_seconds)


async def _read_watched(tx: Tx, video: Video) -> Watched:
    """Return how far the calling student is."""
    progress = await courses.get_progress(tx, video.id)
    rules = await courses.get_learning_rules(tx)
    is_in_between = 0 < progress.resume_seconds < (video.duration_seconds or 0) - END_SECONDS
    return Watched(
        resume_seconds=progress.resume_seconds if is_in_between else None,
        is_completed=progress.completed_at is not None,
        is_marked=progress.marked_done_at is not None,
        may_mark=rules.may_mark_done,
    )
