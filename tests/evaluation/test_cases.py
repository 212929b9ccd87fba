"""A creator's cases are stored with its library, and only it reads and replaces them."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.evaluation import KnownVideo, Question, Target, list_cases, list_library, replace_cases
from chronos.members import add_creator
from tests.factories import a_student, a_video, as_creator, as_student


async def test_cases_belong_to_their_creator(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    async with db.as_service("test") as tx:
        shown = await a_video(tx, ada.id, title="Light")
        bobs = await a_video(tx, bob.id)
        sam = await a_student(tx, ada.id)
    first = [Question("Why?", None), Question("What is light?", Target(shown, 5.5))]
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_library(tx) == [KnownVideo(shown, "Light", 60.0)]
        with pytest.raises(Invalid, match="no cases yet"):
            await list_cases(tx)
        await replace_cases(tx, ada.id, [Question("Old?", None)])
        await replace_cases(tx, ada.id, first)
        kept = await list_cases(tx)
    assert [(case.question, case.title) for case in kept] == [(first[1], "Light"), (first[0], None)]
    for actor in (as_creator(bob.id), as_student(sam)):
        async with db.acting_as(actor) as tx:
            with pytest.raises(Invalid, match="no cases yet"):
                await list_cases(tx)
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await replace_cases(tx, ada.id, first)
    with pytest.raises(Invalid):
        async with db.acting_as(as_creator(ada.id)) as tx:
            await replace_cases(tx, ada.id, [Question("Whose?", Target(bobs, 1))])
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_cases(tx) == kept
