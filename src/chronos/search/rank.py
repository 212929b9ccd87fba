"""Rank: candidates that the database found in, moments out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chronos.model import Highlight, Moment, VideoId
from chronos.providers.embedding import row_bytes, unpack_vectors
from chronos.providers.reranking import Reranker
from chronos.search.candidates import CandidateChunks, CandidateSentences
from chronos.search.evidence import BEST_STARTS, Evidence, Said, log_count, missing_names, sum_masses
from chronos.search.highlight import find_highlights, why_matched
from chronos.search.keywords import Keywords
from chronos.search.library import Mask, Place
from chronos.search.mass import Span, Start, place_starts, probabilities
from chronos.search.maxsim import met_by_sentences, token_weights
from chronos.search.question import Question, rows_with_phrases
from chronos.search.refusal import Verdict, is_clear, judge, weigh, weigh_words
from chronos.search.score import Chunks, Sentences, Shortlist, final_scores, shorten, worded_scores
from chronos.search.store import ReadSentence, Sentence
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
    """The places of the most promising sentences, best first, with their scores so far."""

    best: Sequence[Place]
    shortlist: Shortlist

    @property
    def places(self) -> list[Place]:
        """They and the sentences beside them, each once."""
        return list(dict.fromkeys(near for place in self.best for near in _beside(place)))


def choose(
    question: Question,
    keywords: Keywords,
    chunks: CandidateChunks,
    sentences: CandidateSentences,
    languages: Mapping[bytes, str | None],
) -> Chosen:
    """Return the sentences worth a closer look, by similarity and words; with the phrases in quotes if any has them.

    `languages` are those of the videos, as their ids stand in the arrays.
    """
    if question.phrases:
        rows = rows_with_phrases(question.phrases, sentences.texts_with_the_next())
        sentences = sentences.take(np.array(rows, np.int64))
    _, numbers = np.unique(np.concatenate((chunks.videos, sentences.videos)), return_inverse=True)
    spoken = [languages[video] for video in chunks.videos.tolist()]
    shortlist = shorten(
        Chunks(
            video=numbers[: len(chunks.videos)],
            index=chunks.index,
            similarity=chunks.similarity,
            words=keywords.scores(chunks.videos, chunks.index),
            joined=[joined(text, language) for text, language in zip(chunks.texts, spoken, strict=True)],
        ),
        Sentences(
            video=numbers[len(chunks.videos) :],
            first=sentences.first,
            last=sentences.last,
            similarity=sentences.similarity,
        ),
        question.grams,
    )
    return Chosen([sentences.place(row) for row in shortlist.rows.tolist()], shortlist)


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

    def sentence(self, row: int) -> Sentence:
        """Return one of the chosen sentences."""
        return self.read[self.chosen.best[row]].sentence


def rank(found: Shortlisted, limit: int, reranker: Reranker | None = None) -> Found:
    """The best `limit` moments of what was found. Raises ProviderError when the re-ranker fails."""
    sentences = [found.read[place].sentence for place in found.chosen.best]
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
        unread = [found.sentence(row) for row in np.flatnonzero(is_unread).tolist()]
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
    sentence = found.sentence(shown)
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
    near = {rows[place]: [rows[near] for near in _beside(place) if near in rows] for place in chosen.best}
    tokens = dict(enumerate(_unpack([read[place].tokens or b"" for place in rows], len(question.vector))))
    texts = [read[place].sentence.sentence_text for place in chosen.best]
    weights = token_weights(
        question.token_texts, question.token_words, found.keywords.rarities, texts, question.language
    )
    return final_scores(chosen.shortlist, *met_by_sentences(question.tokens, near, tokens, weights))


def _unpack(packed: Sequence[bytes], width: int) -> list[NDArray[np.float32]]:
    """Return the vectors of each of many, which are unpacked at once: one by one took four times as long."""
    ends = np.cumsum([len(each) // row_bytes(width) for each in packed])
    return np.split(unpack_vectors(b"".join(packed), width), ends[:-1])


def _moment(found: Shortlisted, start: Start) -> Moment:
    sentence, shortlist = found.sentence(start.quoted), found.chosen.shortlist
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
    places = _beside((sentence.video_id, sentence.sentence_index))
    return join_words([read[place].sentence.sentence_text for place in places if place in read])


def _beside(place: Place) -> list[Place]:
    return [(place[0], place[1] + step) for step in (-1, 0, 1)]
