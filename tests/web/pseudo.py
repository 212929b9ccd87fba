"""A locale that no one speaks: it marks each message, so that what is not marked was never up for translation."""

import gettext
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


def untranslated(page: str, data: frozenset[str] = frozenset()) -> list[str]:
    """Return texts and attributes of a page with letters outside of the marks; `data` are words of no translation."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [text for text in reader.texts if text not in data and any(letter.isalpha() for letter in _outside(text))]


def _outside(text: str) -> str:
    """Return what stands outside of the marks."""
    return "".join(part.rpartition(END)[2] for part in text.split(BEGIN))


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
