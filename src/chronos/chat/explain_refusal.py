"""Explain refusal: what is said when the videos do not answer a question, and which of its words they never say."""

from chronos.search import Found

NOT_COVERED = "This is not covered in this course."
EXACT_WORDS = "I can only find exact words in this language."
MAX_WORDS = 5  # that are named


def explain_refusal(found: Found) -> tuple[str, str | None]:
    """Return the text in place of an answer, and the notice below it, if there is one."""
    if not found.is_read:
        return EXACT_WORDS, None
    # Where there is no video, nothing is said of what they say.
    words = [f"“{word}”" for word in found.unheard[:MAX_WORDS]] if found.moments else []
    if not words:
        return NOT_COVERED, None
    *others, last = words
    return NOT_COVERED, f"The videos never say {', '.join(others)}{' or ' if others else ''}{last}."


def explain_answer(found: Found) -> str | None:
    """Return the notice below an answer, if there is one."""
    return None if found.is_read else EXACT_WORDS
