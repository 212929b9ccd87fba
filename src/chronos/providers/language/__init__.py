"""A question and moments to the words of an answer."""

from chronos.providers.language.extractive import Extractive
from chronos.providers.language.language_model import LanguageModel, MomentCitation, Piece, TextDelta, Usage

__all__ = ["Extractive", "LanguageModel", "MomentCitation", "Piece", "TextDelta", "Usage"]
