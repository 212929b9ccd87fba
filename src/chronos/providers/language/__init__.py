"""A question and moments to the words of an answer."""

from chronos.providers.language.language_model import LanguageModel, MomentCitation, Piece, TextDelta, Usage

__all__ = ["LanguageModel", "MomentCitation", "Piece", "TextDelta", "Usage"]
