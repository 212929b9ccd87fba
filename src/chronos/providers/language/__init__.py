"""A question and passages to the words of an answer."""

from chronos.providers.language.extractive import Extractive
from chronos.providers.language.language_model import (
    MOST_ATTEMPTS,
    MOST_OUTPUT_TOKENS,
    Citing,
    Completion,
    LanguageModel,
    Piece,
    Report,
    Stopped,
    Task,
    TextDelta,
    Turn,
    Usage,
)
from chronos.providers.language.remote_model import ModelState, RemoteModel

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_OUTPUT_TOKENS",
    "Citing",
    "Completion",
    "Extractive",
    "LanguageModel",
    "ModelState",
    "Piece",
    "RemoteModel",
    "Report",
    "Stopped",
    "Task",
    "TextDelta",
    "Turn",
    "Usage",
]
