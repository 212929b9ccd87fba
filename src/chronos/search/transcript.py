"""Search the transcripts by their words alone: without a model, and so at once and at no cost."""

import asyncio
from collections.abc import Mapping, Sequence

from chronos.db import Database
from chronos.model import Actor, Moment, VideoId
from chronos.search import store
from chronos.search.cache import SearchCache
from chronos.search.highlight import find_highlights
from chronos.search.keywords import Keywords
from chronos.search.moments import clean_query, read_library
from chronos.search.question import contains_phrases, quoted_phrases, without_quotes
from chronos.search.rank import MAX_MOMENTS
from chronos.search.scope import EVERYTHING, Scope, resolve_scope, videos_in
from chronos.search.store import Sentence
from chronos.text import terms

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
    course that the asker may not see.
    """
    query = clean_query(query)
    wanted = list(dict.fromkeys(terms(query)))
    async with db.acting_as(actor) as tx:
        scope, version = await resolve_scope(tx, scope), await store.get_library_version(tx)
        if version is None:
            return []
        library = await read_library(tx, version, cache)
        asked = videos_in(library, scope)
        keywords = Keywords(wanted, library, await store.list_postings(tx, wanted), asked)
        if wanted:
            places = keywords.best(CHUNKS)
            filed = sorted({(video, chunk + step) for video, chunk in places for step in (0, 1)})
            sentences = await store.list_sentences_of(tx, filed)
        else:  # "to be or not to be": words that are in every sentence have no index
            text = without_quotes(query).strip()
            videos = list(library.documents) if asked is None else asked
            sentences = await store.list_sentences_containing(tx, text, videos, limit)
    titles = {video: library.documents[video].title for video in {sentence.video_id for sentence in sentences}}
    found = await asyncio.to_thread(_best, sentences, query, keywords.rarities, titles)
    return found[: max(1, min(limit, MAX_MOMENTS))]


def _best(
    sentences: Sequence[Sentence], query: str, rarities: Mapping[str, float], titles: Mapping[VideoId, str]
) -> list[Moment]:
    phrases, total = quoted_phrases(query), sum(rarities.values())
    found = []
    for sentence in sentences:
        if not contains_phrases(phrases, sentence.sentence_text):
            continue
        shared = rarities.keys() & set(terms(sentence.sentence_text))
        if shared or not rarities:
            score = sum(rarities[term] for term in shared) / total if total else 1.0
            found.append(_moment(sentence, titles[sentence.video_id], score, list(shared)))
    return sorted(found, key=lambda moment: -moment.score)


def _moment(sentence: Sentence, title: str, score: float, shared: Sequence[str]) -> Moment:
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
        highlights=tuple(find_highlights(sentence.sentence_text, shared)),
    )
