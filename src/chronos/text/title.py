"""The title of a video or of a conversation: one line that people can read."""

import re

from chronos.errors import Invalid

MAX_TITLE_CHARACTERS = 500

# "talk.mp4", not "Lesson 1.5 Recursion" or "Python 3.11".
_ENDING = re.compile(r"(?<=.)\.(?=[0-9]*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE | re.ASCII)


def title_of(title: str | None, file_name: str) -> str:
    """Return the title to show: the given one, or the file's name without folders and ending.

    A slash separates folders in every name of a file; a title may have one. Raises as `clean_title` does.
    """
    if title:
        return clean_title(title)
    name = file_name.rstrip("/").rpartition("/")[2]
    return _one_line(_ENDING.sub("", name).replace("_", " ")) or "Untitled"


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
