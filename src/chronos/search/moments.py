"""Find the moments that a question is about, among those that the asker may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chronos.db import Database, Tx
from chronos.model import Actor, VideoId
from chronos.providers.embedding import Embedder, Reading
from chronos.providers.reranking import Reranker
from chronos.search import store
from chronos.search.cache import SearchCache
from chronos.search.clean_query import clean_query
from chronos.search.compute import compute
from chronos.search.evidence import find_unheard
from chronos.search.favour_near import favour_near
from chronos.search.framing import unframed
from chronos.search.keywords import Keywords
from chronos.search.library import Library, read_id
from chronos.search.mend_spelling import doubtful_words, mend_spelling
from chronos.search.question import Question, quotes, read_question, read_terms
from chronos.search.rank import MAX_MOMENTS, NOTHING, AskedVector, Chosen, Found, Shortlisted, choose, rank
from chronos.search.read_ahead import Ahead, read
from chronos.search.record_request import record_request
from chronos.search.refusal import find_unread, is_read, readable_languages
from chronos.search.scope import EVERYTHING, Scope, resolve_scope, videos_in
from chronos.search.store import LibraryVersion, Nearby
from chronos.usage import Kind, take_rate_token

NEAREST = 60  # chunks by each leg
WITH_PHRASE = 200  # chunks at most that are looked through for a phrase in quotes


@dataclass(frozen=True, slots=True)
class Engine:
    """What searching by meaning takes. `is_limited` False: for measurements, whose questions no person asks."""

    embedder: Embedder
    reranker: Reranker | None = None
    cache: SearchCache | None = None
    is_limited: bool = True

    @property
    def name(self) -> str:
        """What answers depend on apart from the library."""
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
    ahead: Ahead | None = None,
) -> Found:
    """Ranked moments for `query`; `counts_as` None: the caller has counted the question. `ahead` may be of another one.

    Raises Invalid for an empty or endless query, NotFound for a course that the asker may not see, OverLimit for one
    question too many: what is remembered counts as well.
    """
    query = clean_query(query)
    async with db.acting_as(actor) as tx:
        version = await store.get_library_version(tx)
        scope = await resolve_scope(tx, scope)
        if counts_as is not None and engine.is_limited:
            await take_rate_token(tx, counts_as)
            await record_request(tx, counts_as)
    if version is None:
        return NOTHING
    limit = max(1, min(limit, MAX_MOMENTS))
    # A module that opens while a search runs must open for its own student alone.
    asker = actor.student_id if version.course_view else None
    key = (version, asker, scope, engine.name, query.casefold())
    kept = engine.cache.answers.get(key) if engine.cache else None
    if kept is None or kept[0] < limit:
        at = scope.at_seconds
        wanted = _Wanted(query, scope, version, limit if at is None else MAX_MOMENTS, ahead)
        found = await _find(db, engine, actor, wanted)
        if at is not None:
            found = replace(found, moments=favour_near(found.moments, at, limit))
        kept = limit, found
        if engine.cache:
            engine.cache.answers.keep(key, kept)
    found = kept[1]
    return found if len(found.moments) <= limit else replace(found, moments=found.moments[:limit])


async def read_library(tx: Tx, version: LibraryVersion, cache: SearchCache | None) -> Library:
    """Return the library of the caller, whose version was read before: it may be newer, never older."""
    library = cache.libraries.get(version) if cache else None
    if library is None:
        documents, course_view = await store.list_documents(tx)
        library = await compute(Library, documents)
        if cache and documents:  # without any there is no view either
            cache.libraries.keep(replace(version, course_view=course_view), library)
    return library


@dataclass(frozen=True, slots=True)
class _Wanted:
    query: str
    scope: Scope
    version: LibraryVersion
    limit: int
    ahead: Ahead | None


async def _find(db: Database, engine: Engine, actor: Actor, wanted: _Wanted) -> Found:
    wanted, reading = await _understand(db, engine, actor, replace(wanted, query=unframed(wanted.query)))
    question, library, keywords, chosen = await _choose(db, engine, actor, reading, wanted)
    asked = AskedVector(question.vector, engine.embedder.name)
    unheard = find_unheard(question, keywords.unheard, library.languages)
    known = readable_languages(engine.embedder.languages, library.languages)
    reads = is_read(wanted.query, known)
    if not chosen.best:
        return Found((), "not_covered", unheard=unheard, is_read=reads, asked=asked)
    async with db.acting_as(actor) as tx:
        read = await store.read_sentences(tx, chosen.places)
    if any(place not in read for place in chosen.best):
        # Taken away, or made anew, between the two transactions: once more, with what there is now.
        return await _find(db, engine, actor, wanted)
    titles = {video: library.documents[video].title for video in {place[0] for place in read}}
    languages = {video: library.language(video) for video in titles}
    spoken = [read[place].sentence.language or languages[place[0]] for place in chosen.best]
    unread = find_unread(wanted.query, spoken, known)
    found = Shortlisted(question, keywords, chosen, read, titles, languages, unread, wanted.version.answer_threshold)
    ranked = await compute(rank, found, wanted.limit, engine.reranker)
    return replace(ranked, unheard=unheard, is_read=reads, asked=asked)


async def _understand(db: Database, engine: Engine, actor: Actor, wanted: _Wanted) -> tuple[_Wanted, Reading]:
    """Return the question with its slips of spelling mended, and how the embedder reads it."""
    reading = await read(engine.embedder, wanted.query, wanted.ahead)
    if doubtful := doubtful_words(wanted.query, reading):
        async with db.acting_as(actor) as tx:
            library = await read_library(tx, wanted.version, engine.cache)
            mended = await mend_spelling(tx, library, wanted.query, doubtful)
        if mended != wanted.query:
            return replace(wanted, query=mended), await read(engine.embedder, mended)
    return wanted, reading


async def _choose(
    db: Database, engine: Engine, actor: Actor, reading: Reading, wanted: _Wanted
) -> tuple[Question, Library, Keywords, Chosen]:
    async with db.acting_as(actor) as tx:
        library = await read_library(tx, wanted.version, engine.cache)
        asked = videos_in(library, wanted.scope)
        question = read_question(wanted.query, reading, library.languages)
        stems = [stem for forms in question.forms.values() for stem in forms]
        keywords = Keywords(question.terms, library, await store.list_postings(tx, stems), asked, question.forms)
        by_words = keywords.best(NEAREST)
        if question.phrases:
            by_words += keywords.with_all(_terms_of_phrases(question, library.languages), WITH_PHRASE)
        near = Nearby(question.vector, engine.embedder.name, NEAREST, _comparable(library, asked, engine.embedder.name))
        found, sentences = await store.list_candidates(tx, near, by_words, with_texts=bool(question.phrases))
    chunks = found.within(library)
    if chunks is not found:
        sentences = sentences.filed_under(chunks)
    languages = {video: library.language(read_id(video)) for video in set(chunks.videos.tolist())}
    chosen = await compute(choose, question, keywords, chunks, sentences, languages)
    return question, library, keywords, chosen


def _comparable(library: Library, asked: Sequence[VideoId] | None, model: str) -> Sequence[VideoId] | None:
    """Return the videos asked about whose vectors were made by `model`; None: all videos."""
    if library.models <= {model}:
        return asked
    videos = library.documents if asked is None else asked
    return [video for video in videos if library.documents[video].embedding_model == model]


def _terms_of_phrases(question: Question, languages: Sequence[str | None]) -> list[str]:
    return [term for quote in quotes(question.text) for term in read_terms(quote, languages)]
