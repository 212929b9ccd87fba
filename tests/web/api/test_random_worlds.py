"""What courses open: in random schools every answer of the API tells of just the videos that the rules allow."""

import os
from collections.abc import Sequence
from random import Random
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos import chat
from chronos.app import App
from chronos.db import Tx
from chronos.model import CreatorId, StudentId, VideoId
from chronos.providers.embedding.minilm import MiniLM
from tests.courses.random_worlds import a_school, place_file, store, visible
from tests.factories import a_talk, as_student
from tests.web.conftest import Call, Client

SCHOOLS = int(os.environ.get("CHRONOS_TEST_SCHOOLS", "3"))  # 100 for the long form
STUDENTS = int(os.environ.get("CHRONOS_TEST_STUDENTS", "6"))  # of a school; 20 for the long form
SECRET = "Only for those who may play it"
QUESTION = "What does the aperture of a lens do?"


async def test_every_answer_tells_of_what_the_rules_allow(app: App, api: Call, embedder: MiniLM) -> None:
    async def add_video(creator: CreatorId, video: int) -> VideoId:
        id_ = await a_talk(
            app.db, embedder, creator, [f"The aperture of lens {video} lets light in.", "A shutter closes it again."]
        )
        async with app.db.as_service("test") as tx:
            await place_file(tx, id_)
        return id_

    random = Random(11)
    wrong = []
    for number in range(SCHOOLS):
        school = a_school(random, STUDENTS)
        await store(app.db, school, add_video)
        async with app.db.as_service("test") as tx:
            await tx.execute("update private.rate_limits set burst = 1000000, per_minute = 1000000")
            rows = await tx.fetch(
                "select id, storage_path from videos where id = any (%(ids)s)", {"ids": school.video_ids}
            )
            for video in school.video_ids:
                await answer_about(tx, video, school.student_ids)
        files = {row["id"]: row["storage_path"] for row in rows}
        for student, id_ in zip(school.students, school.student_ids, strict=True):
            allowed = {str(school.video_ids[video]) for video in visible(school, student)}
            in_library = {
                str(id_) for id_, listed in zip(school.video_ids, school.in_library, strict=True) if listed
            } & allowed
            for path, (shown, is_part) in (await seen(api(as_student(id_)), files)).items():
                expected = in_library if path == "list" else allowed
                if not (shown <= expected if is_part else shown == expected):
                    wrong.append(f"school {number}: {path} shows {shown}, not {expected}: {student} in {school}")
    assert wrong == []


async def seen(client: Client, files: dict[UUID, str]) -> dict[str, tuple[set[str], bool]]:
    """The videos that each path tells of, and whether it may tell of a part only, as the best moments are."""
    listed = (await client.get("/api/v1/videos", params={"limit": 100})).raise_for_status().json()
    words = (await search(client, "aperture", "words"))["moments"]
    moments = (await search(client, QUESTION, "meaning"))["moments"]
    answer = (await client.post("/api/v1/ask", json={"question": QUESTION})).raise_for_status().json()
    found = {
        "list": ({video["id"] for video in listed["items"]}, False),
        "search by words": ({moment["video_id"] for moment in words}, False),
        "search": ({moment["video_id"] for moment in moments}, True),
        "answer": ({citation["video_id"] for citation in answer["citations"]}, True),
    }
    for path in ("", "/transcript", "/captions.vtt", "/playback", "/progress", "/events"):
        statuses = {id_: (await client.get(f"/api/v1/videos/{id_}{path}")).status_code for id_ in files}
        assert set(statuses.values()) <= {200, 404}, (path, statuses)
        found[f"video{path}"] = ({str(id_) for id_, status in statuses.items() if status == 200}, False)
    for path, about in (("saved-answers", "content"), ("teacher-answers", "content")):
        items = (await client.get(f"/api/v1/{path}", params={"limit": 199})).raise_for_status().json()["items"]
        found[path] = ({item["citations"][0]["video_id"] for item in items if item["citations"]}, False)
        told = {item[about].removesuffix(" [1]") for item in items}
        assert told - {chat.WITHHELD} <= found[path][0], (path, told)
    shared = {id_: await client.get(f"/api/v1/shared-answers/token-{id_}") for id_ in files}
    assert {answer.status_code for answer in shared.values()} <= {200, 404}
    found["shared answer"] = ({str(id_) for id_, answer in shared.items() if answer.status_code == 200}, False)
    assert not [answer.text for id_, answer in shared.items() if answer.status_code == 404 and SECRET in answer.text]
    links = {
        id_: (await client.post(f"/storage/v1/object/sign/videos/{name}", json={"expiresIn": 60})).status_code
        for id_, name in files.items()
    }
    found["storage link"] = ({str(id_) for id_, status in links.items() if status == 200}, False)
    return found


async def answer_about(tx: Tx, video: VideoId, students: Sequence[StudentId]) -> None:
    """Let an answer cite the video: saved by each student, shared by the first, and given by the teacher."""
    cited = {
        "video_id": str(video),
        "chunk_id": str(video),
        "title": SECRET,
        "start_seconds": 0,
        "end_seconds": 1,
        "play_seconds": 0,
        "quote": SECRET,
    }
    values = {"video": video, "said": str(video), "cited": Jsonb([cited]), "first": students[0], "all": list(students)}
    await tx.execute(
        "with session as (insert into chat_sessions (student_id, creator_id) "
        "select id, creator_id from students where id = %(first)s returning id, creator_id), "
        "answer as (insert into chat_messages (session_id, role, content, video_references) "
        "select id, 'assistant', %(said)s, %(cited)s from session returning id) "
        "insert into shared_answers (message_id, student_id, creator_id, token_hash) "
        "select a.id, %(first)s, s.creator_id, sha256(('token-' || %(video)s::uuid)::bytea) from answer a, session s",
        values,
    )
    await tx.execute(
        "insert into saved_answers (student_id, creator_id, question, content, video_references) "
        "select id, creator_id, 'Why?', %(said)s, %(cited)s from students where id = any (%(all)s)",
        values,
    )
    await tx.execute(
        "insert into teacher_answers (creator_id, content, video_references) "
        "select creator_id, %(said)s || ' [1]', %(cited)s from videos where id = %(video)s",
        values,
    )


async def search(client: Client, query: str, by: str) -> dict[str, list[dict[str, str]]]:
    """The answer of a search that leaves nothing out for length."""
    answer = await client.post("/api/v1/search", json={"query": query, "by": by, "limit": 50})
    result: dict[str, list[dict[str, str]]] = answer.raise_for_status().json()
    return result
