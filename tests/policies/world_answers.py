"""Answers of the small world: what its people judged, saved and shared, and what they try to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.db import Tx

Row = Mapping[str, Any]
# Who was answered, and the video that the answers cite: Nia may not play hers yet.
CITED = {"sam": "shown", "eve": "shown", "nia": "opened", "tim": "bobs"}
ANSWERED = {name: UUID(int=100 + number) for number, name in enumerate(CITED)}
# What creators answered, and the video that it cites.
TAUGHT = {"adas": ("ada", "shown"), "drafts": ("ada", "draft"), "bobs": ("bob", "bobs")}
TEACHER = {name: UUID(int=300 + number) for number, name in enumerate(TAUGHT)}
SPARE = {name: UUID(int=200 + number) for number, name in enumerate(CITED)}  # nothing is done with it yet


async def some_answers(
    tx: Tx,
    creators: Mapping[str, Any],
    students: Mapping[str, Any],
    videos: Mapping[str, Any],
    sessions: Mapping[str, Any],
) -> None:
    """Answer four students twice; all but Eve judge, save and share the first answer."""
    for name in CITED:
        values = {"session": sessions[f"{name}s"], "cited": _cited(videos, name)} | _person(creators, students, name)
        for id_ in (ANSWERED[name], SPARE[name]):
            await tx.execute(
                "insert into chat_messages (id, session_id, role, content, video_references) "
                "values (%(id)s, %(session)s, 'assistant', 'So.', %(cited)s)",
                values | {"id": id_},
            )
        if name != "eve":
            values |= {"id": ANSWERED[name], "hash": ANSWERED[name].bytes * 2}
            for statement in (
                "insert into message_feedback (message_id, student_id, creator_id, verdict) "
                "values (%(id)s, %(student_id)s, %(creator_id)s, 'wrong_moment')",
                "insert into saved_answers (student_id, creator_id, message_id, question, content, video_references) "
                "values (%(student_id)s, %(creator_id)s, %(id)s, 'Why?', 'So.', %(cited)s)",
                "insert into shared_answers (message_id, student_id, creator_id, token_hash) "
                "values (%(id)s, %(student_id)s, %(creator_id)s, %(hash)s)",
            ):
                await tx.execute(statement, values)
    for name, (creator, video) in TAUGHT.items():
        values = {"id": TEACHER[name], "creator": creators[creator], "cited": _cites(videos[video])}
        await tx.execute(
            "insert into teacher_answers (id, creator_id, content, video_references) "
            "values (%(id)s, %(creator)s, 'So. [1]', %(cited)s)",
            values,
        )
        await tx.execute(
            "insert into private.teacher_questions (creator_id, teacher_answer_id, place, question) "
            "values (%(creator)s, %(id)s, 1, %(id)s::text)",
            values,
        )


def offers_of_answers(
    creators: Mapping[str, Any], students: Mapping[str, Any], videos: Mapping[str, Any]
) -> dict[str, dict[str, Row]]:
    """Return what actors try to add: of their own answers and of others'."""
    person: dict[str, Row] = {name: _person(creators, students, name) for name in CITED}
    better = {"verdict": "wrong_moment", "better_at_seconds": 1}
    feedback: dict[str, Row] = {
        f"{name}s": {"message_id": SPARE[name], "verdict": "right", **person[name]} for name in CITED
    }
    feedback["sams_better"] = {**feedback["sams"], **better, "better_video_id": videos["shown"]}
    feedback["sams_draft"] = {**feedback["sams"], **better, "better_video_id": videos["draft"]}
    feedback["eves_by_sam"] = {**feedback["eves"], **person["sam"]}
    saved: dict[str, Row] = {
        f"{name}s": {
            "message_id": SPARE[name],
            "question": "Why?",
            "content": "So.",
            "video_references": _cited(videos, name),
            **person[name],
        }
        for name in CITED
    }
    saved["sams_forged"] = {**saved["sams"], "content": "No."}
    saved["eves_by_sam"] = {**saved["eves"], **person["sam"]}
    shared: dict[str, Row] = {
        f"{name}s": {"message_id": SPARE[name], "token_hash": uuid4().bytes * 2, **person[name]} for name in CITED
    }
    shared["eves_by_sam"] = {**shared["eves"], **person["sam"]}
    own = {"adas": (creators["ada"], "shown"), "bobs": (creators["bob"], "bobs")}
    taught: dict[str, Row] = {
        name: {"creator_id": owner, "content": "So.", "video_references": _cites(videos[video])}
        for name, (owner, video) in (own | {"adas_of_bob": (creators["ada"], "bobs")}).items()
    }
    questions: dict[str, Row] = {
        name: {"creator_id": owner, "teacher_answer_id": TEACHER[name], "place": 2, "question": "New"}
        for name, (owner, _) in own.items()
    }
    return {
        "public.message_feedback": feedback,
        "public.saved_answers": saved,
        "public.shared_answers": shared,
        "public.teacher_answers": taught,
        "private.teacher_questions": questions,
    }


def moves_of_answers(students: Mapping[str, Any], videos: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, Row]]]:
    """Return changes that would point out a video which the student, or the creator, may not play."""
    return {
        "public.teacher_answers": {
            "to_bobs_video": (str(TEACHER["adas"]), {"video_references": _cites(videos["bobs"])})
        },
        "public.message_feedback": {
            "to_draft": (str(students["sam"]), {"better_video_id": videos["draft"], "better_at_seconds": 1})
        },
    }


def _person(creators: Mapping[str, Any], students: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"student_id": students[name], "creator_id": creators["bob" if name == "tim" else "ada"]}


def _cited(videos: Mapping[str, Any], name: str) -> Jsonb:
    return _cites(videos[CITED[name]])


def _cites(video: Any) -> Jsonb:
    return Jsonb([{"video_id": str(video), "start_seconds": 1, "end_seconds": 2, "play_seconds": 1}])
