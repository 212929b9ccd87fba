"""Suggest questions that the library answers: from what is said around citations, each checked by asking it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.feedback import answer_not_found
from chronos.chat.record_answer import read_citation
from chronos.chat.sessions import get_session
from chronos.db import Database, Tx, load_queries
from chronos.model import Actor, Moment, SessionId
from chronos.search import Engine, Scope, find_moments
from chronos.text import language_code, spoken_words, terms
from chronos.usage import take_rate_token

_QUERIES = load_queries("chronos.chat", "suggest_questions.sql")

MAX_SUGGESTIONS = 3
MAX_ASKED = 12  # candidates that are checked: each is one search
BEFORE_SECONDS, AFTER_SECONDS = 60.0, 300.0  # of what is said around a citation
MAX_SENTENCES = 300
SHORTEST_WORD = 4  # letters of a phrase that is one word
PAIR_COUNTS = 4  # times as much as a single word: it says more

# How a phrase is made a question, by the language in which it is said; other languages get none.
TEMPLATES = {
    "en": "What is said about {}?",
    "de": "Was wird über {} gesagt?",
    "es": "¿Qué se dice sobre {}?",
    "fr": "Que dit-on sur {} ?",
    "it": "Cosa si dice su {}?",
    "pt": "O que se diz sobre {}?",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, and the moment that answers it best."""

    question: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of an answer: question, citations, the sentences near these by language, what many asked.

    `scope`: where its conversation looks.
    """

    question: str
    scope: Scope
    citations: Sequence[Citation]
    sentences: Sequence[tuple[str | None, str]]
    often_asked: Sequence[str]


async def suggest_questions(db: Database, engine: Engine, actor: Actor, message_id: UUID) -> list[Suggestion]:
    """Return up to MAX_SUGGESTIONS questions that the library answers to the caller, within the conversation's scope.

    Candidates are questions that at least five students asked in the same words about the cited videos, and phrases
    that are said around the citations. None is counted as a question; the request takes a rate token of search.

    Raises NotFound (`answer_not_found`), OverLimit.
    """
    async with db.acting_as(actor) as tx:
        around = await _look_around(tx, message_id)
        if engine.is_limited:
            await take_rate_token(tx, "search")
    suggested: list[Suggestion] = []
    for number, question in enumerate(_candidates(around)):
        if number == MAX_ASKED or len(suggested) == MAX_SUGGESTIONS:
            break
        found = await find_moments(db, engine, actor, question, limit=1, scope=around.scope, counts_as=None)
        if found.verdict == "answered" and found.moments and _leads_elsewhere(found.moments[0], around, suggested):
            suggested.append(Suggestion(question, found.moments[0]))
    return suggested


def _leads_elsewhere(moment: Moment, around: _Around, suggested: Sequence[Suggestion]) -> bool:
    """Return whether a moment is neither quoted in the answer nor that of an earlier suggestion."""
    quoted = any(
        cited.video_id == moment.video_id and cited.start_seconds <= moment.start_seconds < cited.end_seconds
        for cited in around.citations
    )
    return not quoted and all(one.moment.text != moment.text for one in suggested)


async def _look_around(tx: Tx, message_id: UUID) -> _Around:
    answer = await tx.fetch_one(_QUERIES["suggested_for"], {"message_id": message_id})
    if answer is None:
        raise answer_not_found(message_id)
    values = {
        "message_id": message_id,
        "before": BEFORE_SECONDS,
        "after": AFTER_SECONDS,
        "limit": MAX_SENTENCES,
    }
    said = await tx.fetch(_QUERIES["said_around"], values)
    citations = [read_citation(each) for each in answer["video_references"]]
    videos = {"video_ids": [citation.video_id for citation in citations]}
    asked = [row["question"] for row in await tx.fetch(_QUERIES["often_asked"], videos)]
    sentences = [(language_code(row["language"]), row["sentence_text"]) for row in said]
    scope = (await get_session(tx, SessionId(answer["session_id"]))).scope
    return _Around(answer["question"] or "", scope, citations, sentences, asked)


def _candidates(around: _Around) -> Iterator[str]:
    given = {around.question.casefold()}
    for question in (*around.often_asked, *_phrased(around)):
        if question.casefold() not in given:
            given.add(question.casefold())
            yield question


def _phrased(around: _Around) -> Iterator[str]:
    """Yield questions about phrases that are said most around the citations and are not in the question."""
    counted: Counter[tuple[str, str]] = Counter()
    stems: dict[tuple[str, str], frozenset[str]] = {}
    for language, text in around.sentences:
        if language not in TEMPLATES:
            continue
        own = set(terms(around.question, language))
        for phrase in dict.fromkeys(phrases_of(text, language)):
            key = language, phrase
            stems.setdefault(key, frozenset(terms(phrase, language)))
            if not own & stems[key]:
                counted[key] += PAIR_COUNTS if " " in phrase else 1
    given: list[frozenset[str]] = []
    for key, _ in counted.most_common():
        if not any(stems[key] & one for one in given):  # each is about something else
            given.append(stems[key])
            yield TEMPLATES[key[0]].format(key[1])


def phrases_of(text: str, language: str) -> Iterator[str]:
    """Yield the runs of two words of a sentence without a stop word or a digit, and its words of four letters."""
    run: list[str] = []
    for word in [*spoken_words(text, language), ""]:
        if word.isalpha() and terms(word, language):
            run.append(word)
            continue
        yield from (" ".join(pair) for pair in pairwise(run))
        yield from (word for word in run if len(word) >= SHORTEST_WORD)
        run = []
