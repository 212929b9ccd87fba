"""Passages: what is said around moments, sentence by sentence, as far as the asker may still see it."""

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from chronos.db import Tx, load_queries
from chronos.model import Moment, Passage, SpokenSentence
from chronos.text import SENTENCE_END, gap

BEFORE_SECONDS, AFTER_SECONDS = 20.0, 60.0  # around the moment's own sentence
WHOLE_PAUSE_SECONDS = 0.7  # ends a sentence that has no mark at its end

_QUERIES = load_queries("chronos.search")


async def read_passages(tx: Tx, moments: Sequence[Moment]) -> list[Passage]:
    """Return the passage of each moment, in order; one that is gone, or may not be seen any more, is left out."""
    parameters = {
        "video_ids": [moment.video_id for moment in moments],
        "from_seconds": [moment.start_seconds - BEFORE_SECONDS for moment in moments],
        "to_seconds": [moment.end_seconds + AFTER_SECONDS for moment in moments],
    }
    rows = await tx.fetch(_QUERIES["passage_sentences"], parameters)
    passages = []
    for number, said in groupby(rows, key=lambda row: row.pop("number")):
        moment, sentences = moments[number - 1], _spoken(list(said))
        best = next((i for i, one in enumerate(sentences) if one.start_seconds == moment.start_seconds), None)
        if best is not None and sentences[best].text == moment.text:
            passages.append(Passage(moment, sentences, best))
    return passages


def _spoken(rows: Sequence[Mapping[str, Any]]) -> tuple[SpokenSentence, ...]:
    """Return the sentences of rows in order; where no sentence has a mark at its end, each is taken as whole."""
    has_mark = [bool(SENTENCE_END.search(row["text"])) for row in rows]
    has_pause = [right["start_seconds"] - left["end_seconds"] >= WHOLE_PAUSE_SECONDS for left, right in pairwise(rows)]
    is_punctuated = any(has_mark)
    gaps = [" ", *(gap(left["text"], right["text"]) for left, right in pairwise(rows))]
    whole = [not is_punctuated or mark or pause for mark, pause in zip(has_mark, [*has_pause, True], strict=True)]
    return tuple(
        SpokenSentence(**row, ends_whole=ends, gap=before) for row, ends, before in zip(rows, whole, gaps, strict=True)
    )
