"""Collect the messages of templates and pages into the catalogues, and compile these (`make words`)."""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chronos.web.words import LANGUAGES, SOURCE

DATE = datetime(2026, 1, 1, tzinfo=UTC)
WEB = Path(__file__).parents[2] / "src/chronos/web"
METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "translatable": None,
}  # fmt: skip


def main() -> None:
    """Write both files of every language."""
    for language in LANGUAGES:
        if language != SOURCE:
            po = po_path(language)
            po.parent.mkdir(parents=True, exist_ok=True)
            text = updated(language, po.read_bytes() if po.exists() else b"")
            po.write_bytes(text)
            po.with_suffix(".mo").write_bytes(compiled(language, text))


def po_path(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return WEB / "locale" / language / "LC_MESSAGES" / "chronos.po"


def updated(language: str, text: bytes) -> bytes:
    """Return the catalogue with all messages of today: new ones without a translation, without those no longer used."""
    catalogue = read_po(io.BytesIO(text), locale=language)
    catalogue.fuzzy = False
    catalogue.update(extracted(), no_fuzzy_matching=True)
    out = io.BytesIO()
    # Without places and dates, so that a change touches the lines of its own messages alone.
    write_po(out, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n{plural}'
    return header.encode() + b"\n" + out.getvalue()


def compiled(language: str, text: bytes) -> bytes:
    """Return the catalogue in the form that gettext reads."""
    # Fixed values where Babel would write the time: the same catalogue gives the same file.
    catalogue = Catalog(
        locale=language, fuzzy=False, project="chronos", version="1", creation_date=DATE, revision_date=DATE
    )
    for message in read_po(io.BytesIO(text), locale=language):
        if message.id:
            catalogue[message.id] = message
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def extracted() -> Catalog:
    """Return all messages that templates and Python modules mark."""
    catalogue = Catalog(fuzzy=False)
    for _, _, message, comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS, ("Note:",)):
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


if __name__ == "__main__":
    main()
