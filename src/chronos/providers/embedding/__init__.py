"""Texts to vectors, and vectors to the forms in which they are stored."""

from chronos.providers.embedding.embedder import Embedder, Reading, require_all
from chronos.providers.embedding.pack_vector import STORED_DIMENSIONS, halves, packed, packed_halves, stored_text
from chronos.providers.embedding.token_vectors import pack_vectors, row_bytes, unpack_vectors

__all__ = [
    "STORED_DIMENSIONS",
    "Embedder",
    "Reading",
    "halves",
    "pack_vectors",
    "packed",
    "packed_halves",
    "require_all",
    "row_bytes",
    "stored_text",
    "unpack_vectors",
]
