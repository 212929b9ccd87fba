"""A question and passages to the words of an answer."""

from chronos.providers.language.extractive import Extractive
from chronos.providers.language.language_model import (
    Citing,
    Completion,
    LanguageModel,
    Piece,
    Stopped,
    Task,
    TextDelta,
    Turn,
    Usage,
)

__all__ = [
    "Citing",
    "Completion",
    "Extractive",
    "LanguageModel",
    "Piece",
    "Stopped",
    "Task",
    "TextDelta",
    "Turn",
    "Usage",
]
