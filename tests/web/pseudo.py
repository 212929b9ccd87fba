"""A locale that no one speaks: it marks each message, so that what is not marked was never up for translation."""

import gettext
import re
from collections.abc import Callable
from html.parser import HTMLParser

BEGIN, END = "⟦", "⟧"
ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext")


class Pseudo(gettext.NullTranslations):
    """Words in brackets, a third longer, as translations are."""

    def gettext(self, message: str) -> str:
        """Return the message, marked."""
        return f"{BEGIN}{message}{'·' * (len(message) // 3)}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for `n`, marked."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the message, marked."""
        return self.gettext(message)


class Stretched(Pseudo):
    """Words with accents, a third longer, each as one: what German does to a page."""

    def gettext(self, message: str) -> str:
        """Return the message, marked and stretched."""
        return f"{BEGIN}{_worded(message, _stretch)}{END}"


class Arabic(Pseudo):
    """Words in Arabic letters, which mean nothing: a page that is written from right to left."""

    def gettext(self, message: str) -> str:
        """Return the message, marked, in Arabic letters."""
        return f"{BEGIN}{_worded(message, lambda word: word.lower().translate(_ARABIC))}{END}"


_ACCENTS = str.maketrans("aeiouyAEIOUYncsNCS", "áéíóúýÁÉÍÓÚÝñçšÑÇŠ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابثدعفغحيجكلمنوپقرستوڤوخيز")
# Names of values, in both ways of writing them, tags, and entities are no words.
_NO_WORDS = re.compile(r"(%\(\w+\)\w|%%|\{\w*\}|<[^>]*>|&\w+;)")


def _worded(message: str, change: Callable[[str], str]) -> str:
    """Return the message with `change` done to each of its words."""
    parts = _NO_WORDS.split(message)
    parts[::2] = [re.sub(r"[A-Za-z]+", lambda word: change(word[0]), part) for part in parts[::2]]
    return "".join(parts)


def _stretch(word: str) -> str:
    """Return the word with accents; of three letters or more, a third longer."""
    longer = word + word[-1] * (len(word) // 3)
    return longer.translate(_ACCENTS)


def untranslated(page: str, data: frozenset[str] = frozenset()) -> list[str]:
    """Return texts and attributes of a page with letters outside of the marks; `data` are words of no translation."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    outside = {text: "".join(outside_parts(text)) for text in reader.texts}
    return [text for text in reader.texts if text not in data and any(map(str.isalpha, outside[text]))]


def outside_parts(text: str) -> list[str]:
    """Return what stands outside of the marks, which may be nested."""
    parts, depth = [""], 0
    for letter in text:
        if letter == BEGIN:
            depth += 1
            parts.append("")
        elif letter == END:
            depth -= 1
        elif not depth:
            parts[-1] += letter
    return parts


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        self.texts += [value for name, value in attrs if name in ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            self.texts.append(data.strip())
