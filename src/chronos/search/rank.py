"""Rank: candidates that the database found in, moments out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chronos.model import Highlight, Moment, VideoId
from chronos.providers.embedding import unpack_vectors
from chronos.providers.reranking import Reranker
from chronos.search.evidence import BEST_STARTS, Evidence, Said, log_count, missing_names, sum_masses
from chronos.search.highlight import find_highlights, why_matched
from chronos.search.keywords import Keywords
from chronos.search.library import Mask, Place
from chronos.search.mass import Span, Start, place_starts, probabilities
from chronos.search.maxsim import met_by_sentences, token_weights
from chronos.search.question import Question, rows_with_phrases
from chronos.search.refusal import Verdict, is_clear, judge, weigh, weigh_words
from chronos.search.score import Chunks, Sentences, Shortlist, final_scores, shorten, worded_scores
from chronos.search.store import Chunk, ReadSentence, Sentence
from chronos.text import join_words, joined, spoken_words, terms

Floats = NDArray[np.float64]

MAX_MOMENTS = 50


@dataclass(frozen=True, slots=True)
class AskedVector:
    """The vector of a question, of unit length, and the name of the model that made it."""

    vector: NDArray[np.float32]
    model: str


@dataclass(frozen=True, slots=True)
class Found:
    """Moments, best first, and whether they answer the question at all: how likely it is, 0 to 1, and the verdict.

    `unheard` are the words of the question that the library never says. `is_read` False: the embedder does not know the
    question's language, and only exact words can be found.
    """

    moments: Sequence[Moment]
    verdict: Verdict
    probability: float = 0.0
    unheard: tuple[str, ...] = ()
    is_read: bool = True
    asked: AskedVector | None = field(default=None, compare=False, repr=False)


NOTHING = Found((), "not_covered")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The most promising sentences, best first, with their scores so far."""

    sentences: Sequence[Sentence]
    shortlist: Shortlist

    @property
    def places(self) -> list[Place]:
        """They and the sentences beside them, each once."""
        return list(dict.fromkeys(place for sentence in self.sentences for place in _beside(sentence)))


def choose(
    question: Question,
    keywords: Keywords,
    chunks: Sequence[Chunk],
    sentences: Sequence[Sentence],
    languages: Mapping[VideoId, str | None],
) -> Chosen:
    """Return the sentences worth a closer look, by similarity and words; with the phrases in quotes if any has them."""
    if question.phrases:
        sentences = [sentences[row] for row in rows_with_phrases(question.phrases, _with_the_next(sentences))]
    videos = [*(chunk.video_id for chunk in chunks), *(sentence.video_id for sentence in sentences)]
    number = {video: i for i, video in enumerate(dict.fromkeys(videos))}
    shortlist = shorten(
        Chunks(
            video=np.array([number[chunk.video_id] for chunk in chunks], np.int64),
            index=np.array([chunk.chunk_index for chunk in chunks], np.int64),
            similarity=np.array([chunk.similarity for chunk in chunks], np.float64),
            words=keywords.scores([(chunk.video_id, chunk.chunk_index) for chunk in chunks]),
            joined=[joined(chunk.chunk_text, languages[chunk.video_id]) for chunk in chunks],
        ),
        Sentences(
            video=np.array([number[sentence.video_id] for sentence in sentences], np.int64),
            first=np.array([sentence.first_word for sentence in sentences], np.int64),
            last=np.array([sentence.last_word for sentence in sentences], np.int64),
            similarity=np.array([sentence.similarity for sentence in sentences], np.float64),
        ),
        question.grams,
    )
    return Chosen([sentences[row] for row in shortlist.rows], shortlist)


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """All that it takes to rank: `read` has the chosen sentences and those beside them, as far as there are any.

    Of each chosen sentence `unread` says whether the embedder does not know its language, or not that of the question.
    """

    question: Question
    keywords: Keywords
    chosen: Chosen
    read: Mapping[Place, ReadSentence]
    titles: Mapping[VideoId, str]
    languages: Mapping[VideoId, str | None]
    unread: Mask
    threshold: float | None = None  # the least probability with which the creator lets questions be answered


def rank(found: Shortlisted, limit: int, reranker: Reranker | None = None) -> Found:
    """The best `limit` moments of what was found. Raises ProviderError when the re-ranker fails."""
    sentences = found.chosen.sentences
    scores = _scores(found)
    number = {video: i for i, video in enumerate(found.titles)}
    spans = [
        Span(number[s.video_id], s.start_seconds, s.end_seconds, " ".join(spoken_words(s.sentence_text)))
        for s in sentences
    ]
    starts = place_starts(spans, probabilities(scores), max(limit, BEST_STARTS))
    probability, has_names = _weigh(found, scores, starts)
    # A question none of whose words is ever said may be a paraphrase; it is never sure.
    is_said = not found.question.terms or not set(found.question.terms) <= set(found.keywords.unheard)
    verdict = judge(probability, found.threshold, is_clear=is_said and has_names and is_clear(starts))
    if reranker is not None:  # both are log-odds of being the answer
        scores = scores + reranker.score(found.question.text, [_passage(s, found.read) for s in sentences])
        starts = place_starts(spans, probabilities(scores), limit)
    return Found(tuple(_moment(found, start) for start in starts[:limit]), verdict, probability=probability)


def _weigh(found: Shortlisted, scores: Floats, starts: Sequence[Start]) -> tuple[float, bool]:
    """Return how likely the sentences answer, and whether the likeliest has the question's names.

    The likelier counts: of the sentences that are read by meaning, or of those by words alone.
    """
    is_unread, by_words, by_meaning, has_names = found.unread, 0.0, 0.0, True
    if is_unread.any():
        unread = [found.chosen.sentences[row] for row in np.flatnonzero(is_unread).tolist()]
        shared = max(_share_of_terms(found, sentence) for sentence in unread)
        by_words = weigh_words(float(found.chosen.shortlist.words[is_unread].max()), shared)
    if not is_unread.all():
        best = int(np.where(is_unread, -np.inf, scores).argmax())
        shown = next((start.quoted for start in starts[:1] if not is_unread[start.quoted]), best)
        missing = _missing_names(found, shown)
        wording = float(worded_scores(found.chosen.shortlist, len(found.question.tokens) > 0)[best])
        evidence = Evidence(
            meaning=float(scores[best]) - wording,
            wording=wording,
            chunk=float(found.chosen.shortlist.chunk[shown]),
            mass=sum_masses(starts),
            names_elsewhere=len(missing - found.keywords.unheard),
            chunks=log_count(found.keywords.chunks),
            videos=log_count(found.keywords.videos),
        )
        by_meaning, has_names = weigh(evidence), not missing
    return max(by_words, by_meaning), has_names or by_words > by_meaning


def _missing_names(found: Shortlisted, shown: int) -> set[str]:
    sentence = found.chosen.sentences[shown]
    said = Said(_passage(sentence, found.read), found.titles[sentence.video_id], _language(found, sentence))
    return missing_names(found.question, said)


def _share_of_terms(found: Shortlisted, sentence: Sentence) -> float:
    """Return which share of the question's terms the sentence has."""
    forms = found.question.forms.values()
    said = set(terms(sentence.sentence_text, _language(found, sentence)))
    return sum(not said.isdisjoint(stems) for stems in forms) / max(len(forms), 1)


def _scores(found: Shortlisted) -> Floats:
    question, chosen, read = found.question, found.chosen, found.read
    if not len(question.tokens):
        return final_scores(chosen.shortlist)
    rows = {place: row for row, place in enumerate(read)}
    near = {
        rows[s.video_id, s.sentence_index]: [rows[place] for place in _beside(s) if place in rows]
        for s in chosen.sentences
    }
    width = len(question.vector)
    tokens = {row: unpack_vectors(read[place].tokens or b"", width) for place, row in rows.items()}
    texts = [sentence.sentence_text for sentence in chosen.sentences]
    weights = token_weights(
        question.token_texts, question.token_words, found.keywords.rarities, texts, question.language
    )
    return final_scores(chosen.shortlist, *met_by_sentences(question.tokens, near, tokens, weights))


def _moment(found: Shortlisted, start: Start) -> Moment:
    sentence, shortlist = found.chosen.sentences[start.quoted], found.chosen.shortlist
    return Moment(
        video_id=sentence.video_id,
        title=found.titles[sentence.video_id],
        start_seconds=sentence.start_seconds,
        end_seconds=sentence.end_seconds,
        play_seconds=start.play_seconds,
        play_until_seconds=start.play_until_seconds,
        text=sentence.sentence_text,
        passage=_passage(sentence, found.read),
        score=start.mass,
        why=why_matched(float(shortlist.words[start.quoted]), float(shortlist.chunk[start.quoted])),
        highlights=tuple(_highlights(found, sentence)),
    )


def _highlights(found: Shortlisted, sentence: Sentence) -> list[Highlight]:
    stems = [stem for forms in found.question.forms.values() for stem in forms]
    return find_highlights(sentence.sentence_text, stems, _language(found, sentence))


def _language(found: Shortlisted, sentence: Sentence) -> str | None:
    return sentence.language or found.languages[sentence.video_id]


def _passage(sentence: Sentence, read: Mapping[Place, ReadSentence]) -> str:
    return join_words([read[place].text for place in _beside(sentence) if place in read])


def _with_the_next(sentences: Sequence[Sentence]) -> list[str]:
    """Each text with what is said after it, in which a phrase may end."""
    after = {(s.video_id, s.sentence_index): s.sentence_text for s in sentences}
    return [f"{s.sentence_text} {after.get((s.video_id, s.sentence_index + 1), '')}" for s in sentences]


def _beside(sentence: Sentence) -> list[Place]:
    return [(sentence.video_id, sentence.sentence_index + step) for step in (-1, 0, 1)]
