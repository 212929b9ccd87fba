"""Letters: what is left of a text when case, spaces and punctuation do not count."""


def letters(text: str) -> str:
    """Return the letters and digits of `text` without case: words said again may be written with another comma."""
    return "".join(filter(str.isalnum, text.casefold()))
