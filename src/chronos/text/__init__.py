"""Pure functions on words that the pipeline writes with and search reads with: terms, numerals, sentences, chunks."""

from chronos.text.stretches import CHUNK_STRIDE, Stretch, Stretches, derive_stretches, text_to_embed
from chronos.text.terms import grams, joined, spoken_words, terms

__all__ = [
    "CHUNK_STRIDE",
    "Stretch",
    "Stretches",
    "derive_stretches",
    "grams",
    "joined",
    "spoken_words",
    "terms",
    "text_to_embed",
]
