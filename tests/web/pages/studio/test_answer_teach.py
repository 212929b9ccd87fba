"""The teacher's answers in the studio."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotFound
from chronos.model import VideoId
from chronos.web.pages.studio.answer_teach import read_moment, write_moment
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import expect_editors_only, follow, said

ANSWERS = "/studio/questions/answers"


async def read_answers(app: App, people: People) -> list[chat.TeacherAnswer]:
    async with app.db.acting_as(people.creator) as tx:
        return await chat.list_teacher_answers(tx)


async def test_answer_is_added_changed_and_removed(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    ada = browse(people.creator)
    offered = await ada.get(ANSWERS, params={"question": "Which tripod?", "moment": f"{lecture}@25"})
    assert ">Which tripod?</textarea>" in offered.text
    assert f'name="moment" value="{lecture}@25" checked' in offered.text
    form = {"questions": "Which tripod?\nWhat tripod is best?", "content": "The heavy one.", "moment": f"{lecture}@25"}
    await expect_editors_only(browse, people, f"{ANSWERS}/{uuid4()}/remove", {})
    assert (await browse(people.student).post(ANSWERS, data=form)).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await ada.post(ANSWERS, data=form, headers=foreign)).status_code == 403
    assert said(await follow(ada, await ada.post(ANSWERS, data=form))).startswith("The answer was added.")
    [answer] = await read_answers(app, people)
    assert (answer.questions, answer.content) == (["Which tripod?", "What tripod is best?"], "The heavy one. [1]")
    moment = write_moment(lecture, answer.citations[0].start_seconds, answer.citations[0].end_seconds)
    changed = {"questions": "Which tripod?", "content": "Any.", "moment": moment, "video": str(lecture), "at": "0:50"}
    assert said(await follow(ada, await ada.post(f"{ANSWERS}/{answer.id}", data=changed))) == "Saved."
    [answer] = await read_answers(app, people)
    assert len(answer.citations) == 2
    page = await follow(ada, await ada.post(f"{ANSWERS}/{answer.id}/remove"))
    assert said(page).startswith("The answer was removed.")
    assert await read_answers(app, people) == []


async def test_refused_answer_keeps_the_typed_words(browse: Call, people: People, lecture: VideoId) -> None:
    ada = browse(people.creator)
    form = {"questions": "Why?", "content": "Kept words", "video": str(lecture), "at": "soon"}
    refused = await ada.post(ANSWERS, data=form)
    assert refused.status_code == 422
    assert "Kept words" in refused.text
    assert said(refused.text) == "Choose a video, and write its second as 1:50."
    assert (await ada.post(ANSWERS, data={"questions": "Why?", "content": "No moment"})).status_code == 422


NOBODYS = "0b4f6a1e-5a52-4d0c-9d3e-6f1f3c2b7a90"


@pytest.mark.parametrize("value", ["", "x@1", NOBODYS, f"{NOBODYS}@soon"])
def test_unreadable_moment_is_not_found(value: str) -> None:
    with pytest.raises(NotFound):
        read_moment(value)
