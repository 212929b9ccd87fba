"""Public sentences avoid a short list of phrases over which readers stumble."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.web.application import create_application

AVOIDED = {
    r"whoever": "a noun: caller, holder, owner, actor",
    r"what (is|are) (there|not)|that (is|are) there": "a noun, or `existing`",
    r"(go|goes|going|gone|went) on": "resume, continue",
    r"(is|are|was|were|be|been) told": "return, say",
    r"said to be": "declared",
    r"besides": "also, beside",
    r"meanwhile": "say what keeps working",
    r"nobody|somebody|anybody": "name the role, or `no …`",
    r"for ever|without end": "say the bound",
    r"what goes": "what is deleted",
}

GENERATED = ("access-matrix.md", "entities.md", "cli.md")


def find_avoided(text: str) -> list[str]:
    """Return each avoided phrase in `text` with its line."""
    found = []
    for phrase, better in AVOIDED.items():
        pattern = re.compile(rf"\b({phrase})\b".replace(" ", r"\s+"), re.IGNORECASE)
        found += [
            f"line {text.count(chr(10), 0, m.start()) + 1}: “{m.group()}”: {better}" for m in pattern.finditer(text)
        ]
    return found


def prose_of(markdown: str) -> str:
    """Return the text with code blanked, line by line."""
    blank = re.compile(r"^```.*?^```|`[^`]*`", re.MULTILINE | re.DOTALL)
    return blank.sub(lambda code: "\n" * code.group().count("\n"), markdown)


@pytest.mark.parametrize("phrase", ["Whoever asks", "it goes\non", "what is there", "Nobody sees it"])
def test_avoided_phrases_are_found(phrase: str) -> None:
    assert find_avoided(f"A sentence. {phrase}.")


def test_code_is_not_prose() -> None:
    assert not find_avoided(prose_of("Read `nobody` and\n```\nwhoever\n```\nand no more."))


def test_documents_avoid_them(repository: Path) -> None:
    pages = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md"), repository / "requirements/README.md"]
    found = {
        page.relative_to(repository).as_posix(): phrases
        for page in pages
        if page.name not in GENERATED and (phrases := find_avoided(_words_to_use(page)))
    }
    assert found == {}


def test_api_description_avoids_them(tmp_path: Path) -> None:
    app = App(Settings(home=tmp_path, _env_file=None), "postgresql://unused", "postgresql://unused")
    texts = _texts(create_application(app).openapi())
    assert [phrases for text in texts if (phrases := find_avoided(text))] == []


def test_source_avoids_them(repository: Path) -> None:
    root = repository / "src/chronos"
    files = [path for path in root.rglob("*") if path.suffix in (".py", ".sql", ".html", ".js")]
    found = {path.relative_to(root): phrases for path in files if (phrases := find_avoided(_prose(path.read_text())))}
    assert found == {}


def test_names_of_tests_avoid_them(repository: Path) -> None:
    names = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
    words = re.compile(r"nobody|somebody|anybody|whoever|meanwhile|_go(es)?_on(_|$)|_what_(is|are|was)_|told_to_")
    found = [
        name
        for path in (repository / "tests").rglob("test_*.py")
        for name in names.findall(path.read_text())
        if words.search(name)
    ]
    assert found == []


def _prose(source: str) -> str:
    """Return source without its lists of words, which are what people say and not what Chronos does."""
    return re.sub(r'(?m)^\w+_WORDS = """[^"]*"""$', lambda words: "\n" * words.group().count("\n"), source)


def _words_to_use(page: Path) -> str:
    """Return the prose of a page; of the glossary without its column of words not to use."""
    text = prose_of(page.read_text())
    return re.sub(r"\|[^|\n]*\|$", "", text, flags=re.MULTILINE) if page.name == "glossary.md" else text


def _texts(described: object) -> Iterator[str]:
    """Yield every title, summary and description of an OpenAPI document."""
    if isinstance(described, list):
        for one in described:
            yield from _texts(one)
    elif isinstance(described, dict):
        for key, value in described.items():
            if key in ("title", "summary", "description") and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
