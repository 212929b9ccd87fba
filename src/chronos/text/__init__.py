"""Pure functions on words and times that several rooms share: terms, sentences, chunks, the clock."""

from chronos.text.clock import clock
from chronos.text.stretches import CHUNK_STRIDE, Stretch, Stretches, derive_stretches, text_to_embed
from chronos.text.terms import grams, joined, spoken_words, terms

__all__ = [
    "CHUNK_STRIDE",
    "Stretch",
    "Stretches",
    "clock",
    "derive_stretches",
    "grams",
    "joined",
    "spoken_words",
    "terms",
    "text_to_embed",
]
