"""What is said around a second."""

from chronos.app import App
from chronos.search import read_around
from tests.factories import a_creator, a_student, a_talk, as_creator, as_student

TEXTS = ["Welcome to this course about light.", "A fast shutter freezes motion.", "Thank you for watching this."]


async def test_sentences_before_a_second_are_read_as_far_as_they_are_seen(app: App) -> None:
    async with app.db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx)
        sam, tim = as_student(await a_student(tx, ada)), as_student(await a_student(tx, bob))
    video = await a_talk(app.db, app.embedder, ada, TEXTS)
    for actor, said in ((sam, f"{TEXTS[1]} {TEXTS[0]}"), (as_creator(ada), f"{TEXTS[1]} {TEXTS[0]}"), (tim, "")):
        async with app.db.acting_as(actor) as tx:
            assert await read_around(tx, video, 14.0) == said
