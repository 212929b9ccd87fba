"""The title of a video or of a conversation: one line that people can read."""

from pathlib import Path

from chronos.errors import Invalid

MAX_TITLE_CHARACTERS = 500


def title_of(title: str | None, file_name: str) -> str:
    """Return the title to show: the given one, or the file's name without its ending. Raises as `clean_title` does."""
    return clean_title(title) if title else _one_line(Path(file_name).stem.replace("_", " ")) or "Untitled"


def clean_title(text: str) -> str:
    """Return `text` as one line: no control or direction-changing characters, at most 500 characters.

    Raises Invalid (`title_empty`) when nothing is left.
    """
    shown = _one_line(text)
    if not shown:
        raise Invalid("The title is blank: give it at least one visible character.", code="title_empty")
    return shown


def _one_line(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:MAX_TITLE_CHARACTERS]
