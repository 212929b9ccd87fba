"""Teacher's answers: what a creator says to a question and its paraphrases."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from chronos import chat
from chronos.model import VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Cursor, Question
from chronos.web.api.watching import Second
from chronos.web.authenticate import Editor, Program, Running, ready_answerer
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/teacher-answers", tags=["teacher's answers"], route_class=OffLoopRoute)

MAX_LIMIT = chat.MAX_TEACHER_PAGE - 1  # one more is asked for, to know whether there is a next page
PathTeacherId = Annotated[UUID, Path(description="Id of the teacher's answer.")]


class CitedMoment(Body):
    """What to quote: the sentences said from `start_seconds` to `end_seconds`, or the one said at `start_seconds`."""

    video_id: UUID
    start_seconds: Second
    end_seconds: Second | None = None


class Teaching(Body):
    """An answer, the question that it answers first and paraphrases after it, and the moments that it cites.

    `[1]` in `content` stands for the first moment; without `content` the quotes are the answer.
    """

    questions: list[Question] = Field(min_length=1, max_length=chat.MAX_TEACHER_QUESTIONS)
    moments: list[CitedMoment] = Field(min_length=1, max_length=chat.MAX_TEACHER_CITATIONS)
    content: Annotated[str, Field(max_length=chat.MAX_TEACHER_CHARACTERS, pattern=WITHOUT_NUL)] | None = None

    def for_room(self) -> chat.Teaching:
        """Return it as the chat room takes it."""
        moments = [
            chat.TaughtMoment(
                VideoId(each.video_id),
                float(each.start_seconds),
                float(each.start_seconds if each.end_seconds is None else each.end_seconds),
            )
            for each in self.moments
        ]
        return chat.Teaching(self.questions, moments, self.content)


class Pinning(Body):
    """An answer of a student's conversation to give as the teacher's, for its question and for paraphrases of it.

    `content` corrects its text; `[1]` stands for its first citation.
    """

    message_id: UUID
    also: list[Question] = Field(default=[], max_length=chat.MAX_TEACHER_QUESTIONS - 1, description="Paraphrases.")
    content: Annotated[str, Field(max_length=chat.MAX_TEACHER_CHARACTERS, pattern=WITHOUT_NUL)] | None = None


class TeacherAnswer(BaseModel):
    """An answer of the teacher, with the questions that it answers."""

    id: UUID
    questions: list[str]
    content: str
    citations: list[Citation]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, answer: chat.TeacherAnswer, public_url: str) -> Self:
        """Present an answer of the chat room."""
        return cls(
            id=answer.id,
            questions=list(answer.questions),
            content=answer.content,
            citations=[Citation.of(citation, public_url) for citation in answer.citations],
            created_at=answer.created_at,
            updated_at=answer.updated_at,
        )


class TeacherAnswerPage(BaseModel):
    """Teacher's answers, the latest first."""

    items: list[TeacherAnswer]
    next_cursor: UUID | None


@router.get("", operation_id="list_teacher_answers", summary="List teacher's answers", responses=problems(404))
async def list_teacher_answers(
    app: Running,
    actor: Program,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of answers.")] = 50,
) -> TeacherAnswerPage:
    """List a creator's answers, the latest first; a student sees those whose cited videos it may play."""
    async with app.db.acting_as(actor) as tx:
        found = await chat.list_teacher_answers(tx, cursor=cursor, limit=limit + 1)
    shown = found[:limit]
    return TeacherAnswerPage(
        items=[TeacherAnswer.of(each, app.settings.public_url) for each in shown],
        next_cursor=shown[-1].id if len(found) > limit else None,
    )


@router.post(
    "",
    operation_id="add_teacher_answer",
    summary="Add a teacher's answer",
    status_code=201,
    responses=problems(400, 409, 413),
)
async def add_teacher_answer(body: Teaching, app: Running, actor: Editor, response: Response) -> TeacherAnswer:
    """Answer a question, and questions that mean the same, before a language model does. Owners and editors only."""
    embedder = (await ready_answerer(app)).engine.embedder
    answer = await chat.teach(app.db, embedder, actor, body.for_room())
    response.headers["Location"] = f"/api/v1/teacher-answers/{answer.id}"
    return TeacherAnswer.of(answer, app.settings.public_url)


@router.post(
    "/pin",
    operation_id="pin_teacher_answer",
    summary="Give a student's answer as the teacher's",
    status_code=201,
    responses=problems(400, 404, 409, 413),
)
async def pin_teacher_answer(body: Pinning, app: Running, actor: Editor, response: Response) -> TeacherAnswer:
    """Pin the text and the citations of an answer that a student got; the student sees that you read it.

    Its citations are checked again. A refusal, an answer that was stopped, and one that cites what is said no more
    cannot be pinned. Owners and editors only.
    """
    embedder = (await ready_answerer(app)).engine.embedder
    pinning = chat.Pinning(body.message_id, body.also, body.content)
    answer = await chat.pin_answer(app.db, embedder, actor, pinning)
    response.headers["Location"] = f"/api/v1/teacher-answers/{answer.id}"
    return TeacherAnswer.of(answer, app.settings.public_url)


@router.get(
    "/{answer_id}", operation_id="get_teacher_answer", summary="Get a teacher's answer", responses=problems(404)
)
async def get_teacher_answer(answer_id: PathTeacherId, app: Running, actor: Program) -> TeacherAnswer:
    """Return a teacher's answer."""
    async with app.db.acting_as(actor) as tx:
        return TeacherAnswer.of(await chat.get_teacher_answer(tx, answer_id), app.settings.public_url)


@router.put(
    "/{answer_id}",
    operation_id="change_teacher_answer",
    summary="Replace a teacher's answer",
    responses=problems(400, 404, 409, 413),
)
async def change_teacher_answer(answer_id: PathTeacherId, body: Teaching, app: Running, actor: Editor) -> TeacherAnswer:
    """Replace questions, text and citations; answers that students got before stay as they were."""
    embedder = (await ready_answerer(app)).engine.embedder
    answer = await chat.teach(app.db, embedder, actor, body.for_room(), replaces=answer_id)
    return TeacherAnswer.of(answer, app.settings.public_url)


@router.delete(
    "/{answer_id}",
    operation_id="remove_teacher_answer",
    summary="Remove a teacher's answer",
    status_code=204,
    responses=problems(404),
)
async def remove_teacher_answer(answer_id: PathTeacherId, app: Running, actor: Editor) -> None:
    """Remove a teacher's answer: its questions are answered from the videos again."""
    async with app.db.acting_as(actor) as tx:
        await chat.remove_teacher_answer(tx, answer_id)
