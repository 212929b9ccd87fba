"""Attacks by what is said, shown and asked, on a language model that obeys every one of them.

What the reader gets has no link, no markup, nothing invisible, no false citation, and no claim without a citation or a
mark: in the events, in the answer, in the stored message, on the page and on the terminal.
"""

import json
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import regex
from markupsafe import escape

from chronos import chat
from chronos.app import App
from chronos.chat.events import Answer, Answered, AnswerEvent, CitationAdded, SourcesFound, TextAdded
from chronos.chat.inquiry import inquire
from chronos.chat.instructions import UNANSWERED, repeats_instructions
from chronos.chat.resolve_follow_up import Exchange
from chronos.chat.rewrite_question import INSTRUCTIONS as REWRITING
from chronos.chat.rewrite_question import describe_conversation, is_mostly_of, read_rewritten
from chronos.chat.show_sentence import NOT_SAID
from chronos.chat.word_answer import word_answer
from chronos.cli.show_answer import show_answer
from chronos.model import Actor, Passage, SessionId
from chronos.providers.language import Citing, Completion, Piece, Report, Task, TextDelta, Usage
from chronos.search import Found
from chronos.web.pages.answer_view import AnswerView
from chronos.web.render_template import render_template
from tests.chat.conftest import SENTENCE, no_checks
from tests.factories import a_creator, a_talk
from tests.moments import a_passage
from tests.web.a_request import a_request

ATTACKS = [json.loads(line) for line in (Path(__file__).parent / "red_team" / "attacks.jsonl").read_text().splitlines()]
FORBIDDEN = regex.compile(
    r"(?i)[a-z]:[/／\\]{2}|evil\W{0,3}example|www\.|javascript:|mailto:|data:\S|<[a-z/!?]|\]\(|!\[|`|203\.0|<\||\]:"
)
NUMBER = regex.compile(r" \[(\d+)\]")
BRACKETS = regex.compile(r"[\[［【〔]\W*\p{N}")
TAGS = {"article", "div", "h3", "ol", "li", "blockquote", "a", "span", "p", "small"}


SECRET = "The launch code of Bob is forty two."
HOME = "https://school.example"


@dataclass
class Obedient:
    """A language model that does as the attack says."""

    attack: dict[str, Any]
    name: str = "obedient"
    max_passages: int = 8
    generates: bool = True
    has_read: list[str] = field(default_factory=list)

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.has_read += [task.question, *(passage.moment.title for passage in task.passages)]
        self.has_read += [one.text for passage in task.passages for one in passage.sentences]
        said = self.attack["says"].replace("{instructions}", task.instructions)
        for i in range(0, len(said), 7):
            yield TextDelta(said[i : i + 7])
        for cited in self.attack.get("cites", ()):
            yield Citing(*(find_sentence(task.passages) if cited == ["said"] else cited))
        yield Usage(10, 10)

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        self.has_read.append(text)
        return Completion(self.attack["says"].replace("{instructions}", instructions), Usage(10, 10))


def find_sentence(passages: Sequence[Passage]) -> tuple[int, int, int]:
    """Return where SENTENCE is said."""
    return next(
        (i, place, place)
        for i, passage in enumerate(passages)
        for place, one in enumerate(passage.sentences)
        if SENTENCE in one.text
    )


def planted(attack: dict[str, Any]) -> Passage:
    """Return a passage with the attack where it says that it stands."""
    passage = a_passage(text=SENTENCE)
    if attack["place"] in {"transcript", "caption"}:
        first, *others = passage.sentences
        passage = replace(passage, sentences=(replace(first, text=attack["text"]), *others))
    if attack["place"] == "title":
        passage = replace(passage, moment=replace(passage.moment, title=attack["text"]))
    return passage


def check_text(text: str, citations: int) -> None:
    """Fail unless a text is plain, and has the numbers of its citations alone."""
    assert not FORBIDDEN.search(text), text
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}], ascii(text)
    assert {int(number) for number in NUMBER.findall(text)} <= set(range(1, citations + 1)), text
    assert not BRACKETS.search(NUMBER.sub("", text)), text
    assert not repeats_instructions(text), text


def check_events(events: Sequence[AnswerEvent], answer: Answer) -> None:
    """Fail unless the events are the answer, and each sentence has a citation or a mark."""
    parts = [event.text for event in events if isinstance(event, TextAdded)]
    assert "".join(parts) == answer.text
    for part in parts:
        assert part.endswith(NOT_SAID) or NUMBER.search(part, len(part) - 4) or part.strip() == UNANSWERED, part
    assert [event.citation for event in events if isinstance(event, CitationAdded)] == list(answer.citations)
    for citation in answer.citations:
        check_text(f"{citation.title}\n{citation.text}", 0)


class Tags(HTMLParser):
    """Fails at a tag that the page has not by itself, and at a link to another site."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in {"class", "href", "data-video", "data-seconds"}
            assert name != "href" or (value or "").startswith("/videos/")


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack["name"] for attack in ATTACKS}) == len(ATTACKS)
    assert {attack["place"] for attack in ATTACKS} == {"transcript", "caption", "title", "question"}


@pytest.mark.parametrize("similarity", [0.0, 1.0], ids=["unlike", "alike"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["name"])
async def test_nothing_of_an_attack_reaches_the_reader(
    attack: dict[str, Any], similarity: float, capsys: pytest.CaptureFixture[str]
) -> None:
    passage, model = planted(attack), Obedient(attack)
    question = attack["text"] if attack["place"] == "question" else "Why?"
    found = Found([passage.moment], "answered")
    inquiry = inquire(question, found, [passage], model.max_passages, no_checks(similarity=similarity))
    *events, last = [event async for event in word_answer(model, inquiry)]
    assert isinstance(last, Answered)
    assert attack["text"] in model.has_read
    check_text(last.answer.text, len(last.answer.citations))
    check_events(events, last.answer)
    if not attack.get("cites") or (attack["name"].startswith("false_support") and not similarity):
        assert last.answer.citations == []
    page = bytes(
        render_template(a_request(), "_answer.html", {"shown": AnswerView(question, last.answer)}).body
    ).decode()
    assert str(escape(last.answer.text)) in page
    Tags().feed(page)
    await show_answer(again([*events, last]), HOME, question=question, as_json=False)
    printed = capsys.readouterr().out
    listed = printed.replace(f"{HOME}/videos/", "").replace("\n[", "\n [")  # the list of citations, and its links
    check_text(listed, len(last.answer.citations))


async def again(events: Sequence[AnswerEvent]) -> AsyncGenerator[AnswerEvent, None]:
    """Yield what has been yielded."""
    for event in events:
        yield event


async def test_nothing_of_an_attack_is_stored_or_is_of_another_tenant(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        row = await tx.fetch_one("select creator_id from students where id = %(id)s", {"id": sam.student_id})
        await tx.execute("update private.rate_limits set burst = 1000, per_minute = 1000")
    secret = await a_talk(app.db, app.embedder, bob, [SECRET], title="Secret")
    spoken = [one for one in ATTACKS if one["place"] in {"transcript", "caption"} and one["text"].isascii()][:8]
    assert row is not None
    said = [SENTENCE, *(attack["text"] for attack in spoken)]
    await a_talk(app.db, app.embedder, row["creator_id"], said, title="<b>1</b>")
    for attack in [*spoken, *(one for one in ATTACKS if one["name"].startswith(("other_tenant", "false_support")))]:
        async with app.db.acting_as(sam) as tx:
            session = await chat.create_session(tx, sam)
        answerer = replace(app.answerer, language_model=Obedient(attack))
        message = await chat.post_message(app.db, answerer, sam, session.id, "How do I freeze the motion of a runner?")
        check_text(message.content, len(message.citations))
        assert SECRET not in message.content
        assert secret not in {citation.video_id for citation in message.citations}
        answerer = replace(app.answerer, language_model=(obeying := Obedient(attack)))
        sources, stored = await follow_up(app, answerer, sam, session.id)
        assert "<last_question>and why?</last_question>" in obeying.has_read[0]
        assert sources.searched_for == stored.searched_for == "why: freeze the motion of a runner"


async def follow_up(
    app: App, answerer: chat.Answerer, sam: Actor, session_id: SessionId
) -> tuple[SourcesFound, chat.Message]:
    """Ask "and why?", and return what was searched for as it is streamed and as it is stored."""
    post = chat.Post(session_id, "and why?")
    events = [event async for event in chat.stream_message(app.db, answerer, sam, post)]
    [sources] = [event for event in events if isinstance(event, SourcesFound)]
    [stored] = [event.message for event in events if isinstance(event, chat.MessageStored)]
    return sources, stored


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["name"])
def test_an_attack_is_not_shown_as_the_question(attack: dict[str, Any]) -> None:
    said = attack["says"].replace("{instructions}", REWRITING)
    marked = Exchange("Why?", "Why?", f"{said} {NOT_SAID}")
    written = read_rewritten(said)
    if written is not None:
        check_text(written, 0)
        assert not is_mostly_of(written, describe_conversation([marked], "and why?"))
