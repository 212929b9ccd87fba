"""The vector index: build it, and measure what its searches find."""

from chronos.operations.vector_index.reindex import Reindexed, rebuild_recorded, reindex

__all__ = [
    "Reindexed",
    "rebuild_recorded",
    "reindex",
]
