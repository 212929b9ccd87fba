"""Search the transcripts by their words alone: without a model, and so at once and at no cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chronos.db import Database
from chronos.model import Actor, Highlight, Moment
from chronos.search import store
from chronos.search.cache import SearchCache
from chronos.search.clean_query import clean_query
from chronos.search.compute import compute
from chronos.search.highlight import find_highlights
from chronos.search.keywords import Keywords
from chronos.search.library import Library
from chronos.search.moments import read_library
from chronos.search.question import contains_phrases, quoted_phrases, read_terms, without_quotes
from chronos.search.rank import MAX_MOMENTS
from chronos.search.record_request import record_request
from chronos.search.scope import EVERYTHING, Scope, resolve_scope, videos_in
from chronos.search.store import Sentence
from chronos.text import AskedRun, asked_runs, spoken_words, terms
from chronos.usage import take_rate_token

CHUNKS = 200  # that are looked through; a word that more of them have distinguishes none of them


async def find_words(
    db: Database,
    actor: Actor,
    query: str,
    *,
    limit: int = 20,
    scope: Scope = EVERYTHING,
    cache: SearchCache | None = None,
) -> list[Moment]:
    """Sentences that have words of `query` in any of their forms, most and rarest first, then as they are said.

    What stands in quotes must be contained as it is said. Raises Invalid for an empty or endless query, NotFound for a
    course that the asker may not see, OverLimit for one search too many.
    """
    query = clean_query(query)
    async with db.acting_as(actor) as tx:
        scope, version = await resolve_scope(tx, scope), await store.get_library_version(tx)
        await take_rate_token(tx, "words")
        await record_request(tx, "words")
        if version is None:
            return []
        library = await read_library(tx, version, cache)
        asked = videos_in(library, scope)
        wanted = read_terms(query, library.languages)
        stems = [stem for forms in wanted.values() for stem in forms]
        keywords = Keywords(list(wanted), library, await store.list_postings(tx, stems), asked, wanted)
        if wanted:
            places = keywords.best(CHUNKS)
            filed = sorted({(video, chunk + step) for video, chunk in places for step in (0, 1)})
            sentences = await store.list_sentences_of(tx, filed)
        else:  # "to be or not to be": words that are in every sentence have no index
            text = without_quotes(query).strip()
            videos = list(library.documents) if asked is None else asked
            sentences = await store.list_sentences_containing(tx, text, videos, limit)
    found = await compute(_best, sentences, _Asked(query, wanted, keywords.rarities), library)
    return found[: max(1, min(limit, MAX_MOMENTS))]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: terms with their stems and rarities."""

    query: str
    forms: Mapping[str, Sequence[str]]
    rarities: Mapping[str, float]

    def phrases(self) -> list[str]:
        """Return what must be contained: what stands in quotes, and all of a query of words that have no index."""
        whole = [] if self.forms else [" ".join(spoken_words(without_quotes(self.query)))]
        return quoted_phrases(self.query) + [phrase for phrase in whole if phrase]


def _best(sentences: Sequence[Sentence], asked: _Asked, library: Library) -> list[Moment]:
    phrases, runs, total = asked.phrases(), asked_runs(asked.query), sum(asked.rarities.values())
    found = []
    for sentence in sentences:
        text, language = sentence.sentence_text, sentence.language or library.language(sentence.video_id)
        if not contains_phrases(phrases, text):
            continue
        said = set(terms(text, language)) - _missing_terms(runs, text)
        shared = [term for term, stems in asked.forms.items() if not said.isdisjoint(stems)]
        if shared or not asked.forms:
            score = sum(asked.rarities[term] for term in shared) / total if total else 1.0
            marked = [stem for term in shared for stem in asked.forms[term]]
            highlights = find_highlights(text, marked, language)
            found.append(_moment(sentence, library.documents[sentence.video_id].title, score, highlights))
    return sorted(found, key=lambda moment: -moment.score)


def _missing_terms(runs: Sequence[AskedRun], text: str) -> set[str]:
    """Return the terms of the runs that are not said whole: a pair of characters is a part of many words."""
    spoken = f" {' '.join(spoken_words(text))} " if runs else ""
    said, missing = set[str](), set[str]()
    for run in runs:
        (said if f" {run.phrase} " in spoken else missing).update(run.terms)
    return missing - said


def _moment(sentence: Sentence, title: str, score: float, highlights: Sequence[Highlight]) -> Moment:
    return Moment(
        video_id=sentence.video_id,
        title=title,
        start_seconds=sentence.start_seconds,
        end_seconds=sentence.end_seconds,
        play_seconds=sentence.start_seconds,
        play_until_seconds=sentence.end_seconds,
        text=sentence.sentence_text,
        passage=sentence.sentence_text,
        score=score,
        why="words",
        highlights=tuple(highlights),
    )
