"""The teacher's answers: list, add, change and remove them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chronos import chat, videos
from chronos.app import App
from chronos.chat import TaughtMoment, Teaching
from chronos.errors import Conflict, Invalid, NotFound
from chronos.model import Actor, VideoId
from chronos.text import clock
from chronos.web.authenticate import Browser, BrowserEditor, Running, ready_answerer
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.render_template import render_template

ANSWERS = "/studio/questions/answers"
MAX_TEXT = 50_000

router = APIRouter(prefix="/questions/answers")

Texts = Annotated[str, Form(max_length=MAX_TEXT)]
Moments = Annotated[list[str] | None, Form(max_length=chat.MAX_TEACHER_CITATIONS)]


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment that a form offers: its value in the form, and its words."""

    value: str
    title: str
    start_seconds: float


@router.get("")
async def show_answers(
    request: Request,
    app: Running,
    actor: Browser,
    question: Annotated[str, Query(max_length=2_000)] = "",
    moment: Annotated[list[str] | None, Query(max_length=chat.MAX_TEACHER_CITATIONS)] = None,
    note: str | None = None,
) -> Response:
    """List the answers, with a form for a new one, to `question` if it comes from a gap."""
    return await _page(request, app, actor, question=question, moments=moment or (), note=word_note(note))


@router.post("")
async def add_answer(
    request: Request,
    app: Running,
    actor: BrowserEditor,
    questions: Texts = "",
    content: Texts = "",
    moment: Moments = None,
    video: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
) -> Response:
    """Answer a question before a language model does."""
    fields = {"questions": questions, "content": content, "video": video, "at": at}
    return await _teach(request, app, actor, fields, moment or (), form="add", note="answer_added")


@router.post("/{answer_id}")
async def change_answer(
    answer_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    questions: Texts = "",
    content: Texts = "",
    moment: Moments = None,
    video: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
) -> Response:
    """Replace questions, text and moments; answers that students got before stay."""
    fields = {"questions": questions, "content": content, "video": video, "at": at}
    return await _teach(
        request, app, actor, fields, moment or (), form=str(answer_id), note="saved", replaces=answer_id
    )


@router.post("/{answer_id}/remove")
async def remove_answer(answer_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Remove an answer: its questions are answered from the videos again."""
    chat.require_teacher(actor)
    async with app.db.acting_as(actor) as tx:
        await chat.remove_teacher_answer(tx, answer_id)
    return show_again(ANSWERS, "answer_removed")


async def _teach(
    request: Request,
    app: App,
    actor: Actor,
    fields: Mapping[str, str],
    moments: Sequence[str],
    *,
    form: str,
    note: str,
    replaces: UUID | None = None,
) -> Response:
    chat.require_teacher(actor)
    try:
        cited = [read_moment(each) for each in moments]
        if fields["at"].strip():
            cited.append(_new_moment(fields["video"], fields["at"]))
        questions = [line.strip() for line in fields["questions"].splitlines() if line.strip()]
        teaching = Teaching(questions, cited, fields["content"].strip() or None)
        embedder = (await ready_answerer(app)).engine.embedder
        await chat.teach(app.db, embedder, actor, teaching, replaces=replaces)
    except (Conflict, Invalid) as error:
        return await _page(request, app, actor, moments=moments, refusal=refusal_of(error, form, fields))
    return show_again(ANSWERS, note)


async def _page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    question: str = "",
    moments: Sequence[str] = (),
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        answers = await chat.list_teacher_answers(tx)
        library = (await videos.list_videos(tx, status="completed", limit=100)).videos
        offered = [await _offer(videos.get_video(tx, read_moment(each).video_id), each) for each in moments]
    cited = {answer.id: [_cited(each) for each in answer.citations] for answer in answers}
    values = {
        "person": person,
        "tab": "answers",
        "answers": [(answer, cited[answer.id]) for answer in answers],
        "library": library,
        "question": question,
        "offered": offered,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_answers.html", values, status=refusal.status)


async def _offer(finding: object, value: str) -> MomentView:
    video = await finding  # type: ignore[misc]
    return MomentView(value, video.title, read_moment(value).start_seconds)


def _cited(citation: chat.Citation) -> MomentView:
    value = write_moment(citation.video_id, citation.start_seconds, citation.end_seconds)
    return MomentView(value, citation.title, citation.start_seconds)


def write_moment(video_id: VideoId, start_seconds: float, end_seconds: float) -> str:
    """Return a moment as a value of a form."""
    return f"{video_id}@{start_seconds:.3f}@{end_seconds:.3f}"


def read_moment(value: str) -> TaughtMoment:
    """Return the moment of a value. Raises NotFound (`video_not_found`)."""
    video, _, span = value.partition("@")
    start, _, end = span.partition("@")
    try:
        moment = TaughtMoment(VideoId(UUID(video)), float(start), float(end or start))
    except ValueError:
        raise NotFound("There is no such moment.", code="video_not_found") from None
    return moment


def _new_moment(video: str, at: str) -> TaughtMoment:
    """Return the moment that a person typed, as 1:50 or as seconds. Raises Invalid (`moment_not_said`)."""
    try:
        parts = [float(part) for part in at.strip().split(":")]
        seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
        video_id = VideoId(UUID(video))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds < 0 or len(at) > 12:
        raise Invalid(f"Choose a video, and write its second as {clock(110)}.", code="moment_not_said")
    return TaughtMoment(video_id, seconds, seconds)
