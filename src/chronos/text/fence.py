"""Fence: text of others for a prompt, without what could end the marks around it."""

_MARKS = str.maketrans("[]<>", "()‹›")


def fence(text: str) -> str:
    """Return the text in one line without the characters of our own marks, so that it cannot pretend to be one."""
    return " ".join(text.translate(_MARKS).split())
