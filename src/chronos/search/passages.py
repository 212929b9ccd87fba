"""Passages: what is said around moments, sentence by sentence, as far as the asker may still see it."""

from collections.abc import Sequence
from itertools import groupby

from chronos.db import Tx, load_queries
from chronos.model import Moment, Passage, SpokenSentence

BEFORE_SECONDS, AFTER_SECONDS = 20.0, 60.0  # around the moment's own sentence

_QUERIES = load_queries("chronos.search")


async def read_passages(tx: Tx, moments: Sequence[Moment]) -> list[Passage]:
    """Return the passage of each moment, in order; one that is gone, or may not be seen any more, is left out."""
    parameters = {
        "video_ids": [moment.video_id for moment in moments],
        "starts": [moment.start_seconds - BEFORE_SECONDS for moment in moments],
        "ends": [moment.end_seconds + AFTER_SECONDS for moment in moments],
    }
    rows = await tx.fetch(_QUERIES["passage_sentences"], parameters)
    passages = []
    for number, said in groupby(rows, key=lambda row: row.pop("number")):
        moment, sentences = moments[number - 1], tuple(SpokenSentence(**row) for row in said)
        best = next((i for i, one in enumerate(sentences) if one.start_seconds == moment.start_seconds), None)
        if best is not None and sentences[best].text == moment.text:
            passages.append(Passage(moment, sentences, best))
    return passages
