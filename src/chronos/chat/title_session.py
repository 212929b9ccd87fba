"""Title a conversation by its first question."""

from chronos.text import clean_title

MAX_CHARACTERS = 60


def title_of_question(question: str) -> str:
    """Return the question as a title: at most 60 characters, cut between two words."""
    title = clean_title(question).rstrip()
    if len(title) <= MAX_CHARACTERS:
        return title
    cut = title[: MAX_CHARACTERS - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
