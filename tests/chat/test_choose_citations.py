"""Which citations a sentence keeps."""

import asyncio
import threading
from uuid import uuid4

import pytest

from chronos.app import App
from chronos.chat.assemble_sentences import DraftSentence
from chronos.chat.check_citation import Said, needed_similarity
from chronos.chat.choose_citations import checks_for, choose_citations, narrow
from chronos.model import Actor
from chronos.providers.language import Citing
from tests.chat.conftest import SENTENCE, no_checks
from tests.factories import a_creator, as_creator
from tests.moments import a_passage

PASSAGES = [a_passage(text="A fast shutter freezes a runner."), a_passage(text="Use a 500th of a second.", start=200)]


def choose(text: str, *citings: Citing, similarity: float = 0.0) -> list[Citing]:
    checks = no_checks(similarity=similarity)
    return asyncio.run(choose_citations(DraftSentence("", text, citings), PASSAGES, checks))


def test_a_citation_that_does_not_support_is_dropped() -> None:
    assert choose("A fast shutter freezes.", Citing(0, 1, 1), Citing(1, 1, 1)) == [Citing(0, 1, 1)]
    assert choose("A fast shutter freezes.", Citing(1, 1, 1)) == []


def test_two_may_support_a_sentence_together() -> None:
    both = (Citing(0, 1, 1), Citing(1, 1, 1))
    assert choose("A fast shutter of a 500th of a second freezes a runner.", *both) == list(both)


def test_other_words_are_told_by_similarity() -> None:
    assert choose("Brief exposures stop motion.", Citing(0, 1, 1), similarity=0.5) == []
    assert choose("Brief exposures stop motion.", Citing(0, 1, 1), similarity=0.6) == [Citing(0, 1, 1)]


def test_citations_are_checked_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def check(sentence: str, said: Said) -> float:
        threads.append(threading.current_thread())
        return needed_similarity(sentence, said)

    monkeypatch.setattr("chronos.chat.choose_citations.needed_similarity", check)
    assert choose("A fast shutter freezes.", Citing(0, 1, 1)) == [Citing(0, 1, 1)]
    assert threads
    assert threading.current_thread() not in threads


def test_a_citation_is_narrowed_to_the_words_that_the_sentence_shares() -> None:
    assert narrow(Citing(0, 0, 2), "It freezes.", PASSAGES) == Citing(0, 1, 1)
    assert narrow(Citing(0, 0, 2), "Nothing of it.", PASSAGES) == Citing(0, 0, 2)


async def test_the_checks_are_those_of_the_asker(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        chunks = [row["id"] for row in await tx.fetch("select id from video_chunks")]
        bob = as_creator(await a_creator(tx, name="Bob"))
    checks = checks_for(app.db, sam, app.embedder)
    assert await checks.list_readable([*chunks, uuid4()]) == frozenset(chunks)
    assert await checks_for(app.db, bob, app.embedder).list_readable(chunks) == frozenset()
    assert await checks.measure_similarity(SENTENCE, SENTENCE) > 0.99
