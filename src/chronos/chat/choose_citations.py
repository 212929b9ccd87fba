"""Choose the citations of a sentence: those of the model's whose words support it, narrowed to these words."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.chat.assemble_sentences import DraftSentence
from chronos.chat.check_citation import NEVER, Said, needed_similarity
from chronos.db import Database, load_queries
from chronos.model import Actor, Passage
from chronos.providers.embedding import Embedder
from chronos.providers.language import Citing
from chronos.search import compute
from chronos.text import join_words, terms

_QUERIES = load_queries("chronos.chat")

MOST_CITATIONS = 4  # of a sentence
MOST_SENTENCES = 8  # of a citation: a longer one would support nearly anything


@dataclass(frozen=True, slots=True)
class Checks:
    """What citations are checked with: which chunks the asker may read now, and how similar two texts are."""

    list_readable: Callable[[Collection[UUID]], Awaitable[frozenset[UUID]]]
    measure_similarity: Callable[[str, str], Awaitable[float]]


def checks_for(db: Database, actor: Actor, embedder: Embedder) -> Checks:
    """Return the checks for what is shown to `actor`."""

    async def list_readable(chunk_ids: Collection[UUID]) -> frozenset[UUID]:
        async with db.acting_as(actor) as tx:
            rows = await tx.fetch(_QUERIES["list_readable_chunks"], {"ids": list(chunk_ids)})
        return frozenset(row["id"] for row in rows)

    async def measure_similarity(one: str, other: str) -> float:
        vectors = await compute(embedder.embed, [one, other])
        return float(vectors[0] @ vectors[1])

    return Checks(list_readable, measure_similarity)


def exists(citing: Citing, passages: Sequence[Passage]) -> bool:
    """Return whether a model cites what it was given."""
    return 0 <= citing.passage < len(passages) and (
        0 <= citing.first <= citing.last < len(passages[citing.passage].sentences)
    )


async def choose_citations(sentence: DraftSentence, passages: Sequence[Passage], checks: Checks) -> list[Citing]:
    """Return which of its citations support a sentence, each by itself; if none does, all if they do together."""
    narrowed = (narrow(citing, sentence.text, passages) for citing in sentence.citings if exists(citing, passages))
    cited = [citing for citing in dict.fromkeys(narrowed) if citing.last - citing.first < MOST_SENTENCES]
    cited = cited[:MOST_CITATIONS]
    said = [_said(citing, passages) for citing in cited]
    kept = [citing for citing, each in zip(cited, said, strict=True) if await _supports(sentence.text, each, checks)]
    if kept or len(cited) < 2:
        return kept
    together = Said(
        *(" ".join(parts) for parts in zip(*((one.text, one.title, one.before) for one in said), strict=True))
    )
    return cited if await _supports(sentence.text, together, checks) else []


def narrow(citing: Citing, text: str, passages: Sequence[Passage]) -> Citing:
    """Return the citation without the sentences at its ends that share no word with `text`, if any shares one."""
    wanted = set(terms(text))
    sentences = passages[citing.passage].sentences
    shared = [i for i in range(citing.first, citing.last + 1) if wanted & set(terms(sentences[i].text))]
    return Citing(citing.passage, shared[0], shared[-1]) if shared else citing


async def _supports(text: str, said: Said, checks: Checks) -> bool:
    needed = await compute(needed_similarity, text, said)  # milliseconds, while other answers wait
    return needed == 0 or (needed < NEVER and await checks.measure_similarity(text, said.text) >= needed)


def _said(citing: Citing, passages: Sequence[Passage]) -> Said:
    passage = passages[citing.passage]
    texts = [sentence.text for sentence in passage.sentences]
    return Said(
        join_words(texts[citing.first : citing.last + 1]), passage.moment.title, join_words(texts[: citing.first])
    )
