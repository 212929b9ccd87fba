"""Find the moments that a question is about, among those that the asker may see."""

import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chronos.db import Database
from chronos.errors import Invalid
from chronos.model import Actor
from chronos.providers.embedding import Embedder, halves
from chronos.providers.reranking import Reranker
from chronos.search import store
from chronos.search.cache import MomentCache
from chronos.search.keywords import Document, Keywords, Place
from chronos.search.limits import Kind, take_token
from chronos.search.question import Question, read_question, without_quotes
from chronos.search.rank import MAX_MOMENTS, NOTHING, Chosen, Found, Shortlisted, choose, rank
from chronos.search.scope import EVERYTHING, Scope, resolve_scope
from chronos.text.terms import terms

MAX_QUERY_CHARACTERS = 2_000
NEAREST = 60  # windows by each leg
WITH_PHRASE = 200  # windows at most that are looked through for a phrase in quotes


@dataclass(frozen=True, slots=True)
class Engine:
    """What searching by meaning takes. `is_limited` False: for measurements, whose questions are nobody's."""

    embedder: Embedder
    reranker: Reranker | None = None
    cache: MomentCache | None = None
    is_limited: bool = True

    @property
    def name(self) -> str:
        """What answers depend on, besides the library."""
        return f"{self.embedder.name} {self.reranker.name if self.reranker else ''}"


async def find_moments(
    db: Database,
    engine: Engine,
    actor: Actor,
    query: str,
    *,
    limit: int = 5,
    scope: Scope = EVERYTHING,
    counts_as: Kind | None = "search",
) -> Found:
    """Ranked moments for `query`; `counts_as` None: the caller has counted the question.

    Raises Invalid for an empty or endless query, NotFound for a course that the asker may not see, OverLimit for one
    question too many: what is remembered counts as well.
    """
    query = clean_query(query)
    async with db.acting_as(actor) as tx:
        library = await store.get_library(tx)
        within = await resolve_scope(tx, scope)
        if counts_as is not None and engine.is_limited:
            await take_token(tx, counts_as)
    if library is None:
        return NOTHING
    limit = max(1, min(limit, MAX_MOMENTS))
    key = (library, _hashable(within), engine.name, query.casefold(), limit)
    found = engine.cache.get(key) if engine.cache else None
    if found is None:
        found = await _find(db, engine, actor, query, within, limit)
        if engine.cache:
            engine.cache.keep(key, found)
    return found


def clean_query(query: str) -> str:
    """`query` on one line, each letter in its one form. Raises Invalid when nothing is asked, or too much."""
    # Half of a surrogate pair is no character, and no database takes it.
    query = query.replace("\0", " ").encode("utf-8", "replace").decode()
    query = " ".join(unicodedata.normalize("NFC", query).split())
    if not query:
        raise Invalid("Ask something: the question is empty.", code="query_empty")
    if len(query) > MAX_QUERY_CHARACTERS:
        raise Invalid(f"The question is longer than {MAX_QUERY_CHARACTERS} characters.", code="query_too_long")
    return query


async def _find(db: Database, engine: Engine, actor: Actor, query: str, within: dict[str, Any], limit: int) -> Found:
    question = await asyncio.to_thread(_read, engine.embedder, query)
    documents, keywords, chosen = await _choose(db, engine.embedder.name, actor, question, within)
    if not chosen.sentences:
        return NOTHING
    async with db.acting_as(actor) as tx:
        read = await store.read_sentences(tx, chosen.places)
    if any((sentence.video_id, sentence.sentence_index) not in read for sentence in chosen.sentences):
        # Taken away, or made anew, between the two transactions: once more, with what there is now.
        return await _find(db, engine, actor, query, within, limit)
    titles = {document.video_id: document.title for document in documents}
    found = Shortlisted(question, keywords, chosen, read, titles)
    return await asyncio.to_thread(rank, found, limit, engine.reranker)


async def _choose(
    db: Database, model: str, actor: Actor, question: Question, within: dict[str, Any]
) -> tuple[Sequence[Document], Keywords, Chosen]:
    vector = halves(question.vector)
    async with db.acting_as(actor) as tx:
        documents = await store.list_documents(tx, within, model)
        keywords = Keywords(question.terms, documents, await store.list_postings(tx, question.terms))
        by_words = keywords.best(NEAREST)
        if question.phrases:
            by_words += keywords.with_all(_terms_of_phrases(question), WITH_PHRASE)
        asked = [document for document in documents if document.in_scope]
        whole = len(asked) == len(documents)
        windows = await store.list_windows(tx, vector, asked, NEAREST, by_words, everywhere=whole)
        sentences = await store.list_sentences(tx, vector, asked, _filed_under(windows))
    return documents, keywords, await asyncio.to_thread(choose, question, keywords, windows, sentences)


def _read(embedder: Embedder, query: str) -> Question:
    [reading] = embedder.read([without_quotes(query)])
    return read_question(query, reading)


def _filed_under(windows: Sequence[store.Window]) -> list[Place]:
    """Where the sentences of these windows are filed: under each, or under the next, which begins in its middle."""
    places = {(w.video_id, w.window_index + step) for w in windows for step in (0, 1)}
    return sorted(places)


def _terms_of_phrases(question: Question) -> list[str]:
    return [term for phrase in question.phrases for term in terms(phrase)]


def _hashable(within: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in within.values())
