"""A question and passages to scores."""

from chronos.providers.reranking.reranker import Reranker

__all__ = ["Reranker"]
