"""Conversations in random schools: nothing tells of a video that its student may not see, also not of the past.

`CHRONOS_TEST_SCHOOLS` and `CHRONOS_TEST_STUDENTS` (in each) ask for more of them.
"""

import json
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from random import Random

from chronos.app import App
from chronos.model import CreatorId, VideoId
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.language import Extractive, LanguageModel, Piece, Task
from tests.chat.scripted_model import ScriptedModel
from tests.courses.random_worlds import ASchool, a_school, store, visible
from tests.factories import a_talk, as_student
from tests.web.conftest import Call, Client

SCHOOLS = int(os.environ.get("CHRONOS_TEST_SCHOOLS", "2"))
STUDENTS = int(os.environ.get("CHRONOS_TEST_STUDENTS", "4"))
NAMES = ("amber", "basil", "cedar", "denim", "eland", "fjord")  # each is said in one video alone
QUESTION = "What does the aperture of a lens do?"
SESSIONS = "/api/v1/chat/sessions"
SAVED = "/api/v1/saved-answers"


async def test_no_conversation_tells_of_a_hidden_video(app: App, api: Call, embedder: MiniLM) -> None:
    async def add_video(creator: CreatorId, video: int) -> VideoId:
        texts = [f"The aperture of the {NAMES[video]} lens lets light in.", "A shutter closes it again."]
        return await a_talk(app.db, embedder, creator, texts, title=f"About {NAMES[video]}")

    random, wrong = Random(5), list[str]()
    for number in range(SCHOOLS):
        school = a_school(random, STUDENTS)
        await store(app.db, school, add_video)
        async with app.db.as_service("test") as tx:
            await tx.execute("update private.rate_limits set burst = 1000000, per_minute = 1000000")
        # One half is asked with quotes, the other with a model that says all that it was given.
        for place, (student, id_) in enumerate(zip(school.students, school.student_ids, strict=True)):
            let_word(app, Telltale() if place % 2 else Extractive())
            client, allowed = api(as_student(id_)), visible(school, student)
            address = await converse(client)
            wrong += told(school, allowed, await read_all(client, address), f"school {number}")
            wrong += told(school, allowed, await refusals(client, school, allowed), f"school {number}, refused")
            hidden = {video for video in allowed if random.random() < 0.5}
            await publish(app, school, hidden, is_published=False)
            wrong += told(school, allowed - hidden, await read_all(client, address), f"school {number}, hidden")
            wrong += told(school, allowed - hidden, await go_on(client, address), f"school {number}, asked again")
            refused = await refusals(client, school, allowed - hidden)
            wrong += told(school, allowed - hidden, refused, f"school {number}, hidden, refused")
            await publish(app, school, hidden, is_published=True)
    assert wrong == []


def let_word(app: App, model: LanguageModel) -> None:
    app.providers = replace(app.providers, language_model=lambda: model)


class Telltale(ScriptedModel):
    """A model that repeats everything that it reads, as one does that was told to."""

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.words = [f"{sentence.text} " for passage in task.passages for sentence in passage.sentences]
        self.words += [f"{turn.text} " for turn in task.turns]
        async for piece in super().word(task):
            yield piece


async def converse(client: Client) -> str:
    address = f"{SESSIONS}/{(await client.post(SESSIONS, json={})).json()['id']}"
    for question in (QUESTION, "and why?", "explain the first one"):
        answer = (await client.post(f"{address}/messages", json={"content": question})).raise_for_status().json()
    (await client.post(SAVED, json={"message_id": answer["id"]})).raise_for_status()
    (await client.put(f"/api/v1/chat/messages/{answer['id']}/link")).raise_for_status()
    return address


async def go_on(client: Client, address: str) -> Sequence[str]:
    """Follow up, in every way, and return all that is answered."""
    items = (await client.get(f"{address}/messages")).json()["items"]
    answers = [
        await client.post(f"{address}/messages", json={"content": content}, headers=headers)
        for content in ("the first one", "and why?")
        for headers in ({}, {"Accept": "text/event-stream"})
    ]
    answers.append(await client.post(f"{address}/messages/{items[1]['id']}/regenerate"))
    return [answer.raise_for_status().text for answer in answers] + list(await read_all(client, address))


async def read_all(client: Client, address: str) -> Sequence[str]:
    paths = [f"{address}/messages", f"{address}/export", f"{address}/export?format=markdown", SESSIONS]
    paths += [SAVED, "/api/v1/shared-answers"]
    paths += [f"/api/v1/chat/messages?q={word}" for word in ("lens", "aperture", *NAMES)]
    items = (await client.get(paths[0])).json()["items"]
    paths += [f"{address}/messages?through={item['id']}" for item in items]
    paths += [f"{address}/messages/{item['id']}/events" for item in items]
    found = [(await client.get(path)).raise_for_status().text for path in paths]
    for item in items:
        answer = await client.get(f"/api/v1/chat/messages/{item['id']}/suggestions")
        assert answer.status_code in (200, 404)  # none of a question, nor of an answer whose videos are hidden by now
        found.append(answer.text)
    return found


async def refusals(client: Client, school: ASchool, allowed: set[int]) -> Sequence[str]:
    """Ask for hidden videos by their ids, and return what is said of it, without the ids that were sent."""
    texts = []
    for id_ in (id_ for video, id_ in enumerate(school.video_ids) if video not in allowed):
        address = f"/api/v1/videos/{id_}"
        refused = [await client.get(path) for path in (address, f"{address}/transcript", f"{address}/playback")]
        refused.append(await client.post("/api/v1/notes", json={"video_id": str(id_), "at_seconds": 1, "content": "?"}))
        refused.append(await client.post(SESSIONS, json={"video_ids": [str(id_)]}))
        assert [answer.status_code for answer in refused] == [404] * len(refused), [one.text for one in refused]
        search = await client.post("/api/v1/search", json={"query": QUESTION, "video_ids": [str(id_)]})
        texts += [one.text.replace(str(id_), "") for one in (*refused, search.raise_for_status())]
    return texts


async def publish(app: App, school: ASchool, videos: set[int], *, is_published: bool) -> None:
    async with app.db.as_service("test") as tx:
        ids = [school.video_ids[video] for video in videos if school.is_shown[video]]
        await tx.execute(
            "update videos set is_published = %(is)s where id = any (%(ids)s)", {"is": is_published, "ids": ids}
        )


def told(school: ASchool, allowed: set[int], texts: Sequence[str], where: str) -> list[str]:
    """Return what tells of a video that may not be seen: by its name or by its id."""
    hidden = [
        word for video, id_ in enumerate(school.video_ids) if video not in allowed for word in (NAMES[video], str(id_))
    ]
    return [f"{where}: {word} in {text[:300]}" for text in texts for word in hidden if word in json.dumps(text)]
