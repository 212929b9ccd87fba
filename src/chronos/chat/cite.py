"""Cite: some sentences of a passage in, the quote with its times out."""

from chronos.chat.clean_text import clean_quote
from chronos.chat.events import Citation
from chronos.model import Passage


def cite(passage: Passage, first: int, last: int) -> Citation:
    """Return the citation of some sentences of a passage, from `first` to `last`."""
    said, text = passage.sentences[first : last + 1], clean_quote(passage.quote(first, last))
    best = passage.sentences[passage.best] if first <= passage.best <= last and first < last else None
    return Citation(
        video_id=passage.moment.video_id,
        chunk_id=said[0].chunk_id,
        title=clean_quote(passage.moment.title),
        start_seconds=said[0].start_seconds,
        end_seconds=said[-1].end_seconds,
        play_seconds=said[0].start_seconds,
        text=text,
        best_text=_as_quoted(clean_quote(best.text), text) if best else None,
        best_start_seconds=best.start_seconds if best else None,
    )


def _as_quoted(sentence: str, quote: str) -> str | None:
    """Return a sentence as it stands in the quote, which may give it a capital and end it with … for its comma."""
    forms = (sentence, sentence[:1].upper() + sentence[1:])
    return next((part for form in forms for part in (form, form.rstrip(" ,;:–—-")) if part in quote), None)
