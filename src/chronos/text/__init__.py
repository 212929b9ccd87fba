"""Pure functions on words that the pipeline writes with and search reads with: terms, numerals, sentences, windows."""

from chronos.text.terms import grams, joined, spoken_words, terms
from chronos.text.units import CHUNK_STRIDE, Unit, Units, derive_units, text_to_embed

__all__ = [
    "CHUNK_STRIDE",
    "Unit",
    "Units",
    "derive_units",
    "grams",
    "joined",
    "spoken_words",
    "terms",
    "text_to_embed",
]
