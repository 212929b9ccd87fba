"""The language of a page, and catalogues that have every message of today."""

import io
import re

import pytest
from babel.messages.pofile import read_po

from chronos.web.render_template import frame_values, make_environment, render_template
from chronos.web.words import LANGUAGES, SOURCE, choose_language, direction_of, load_words
from tests.web.a_request import a_request
from tests.web.pseudo import Pseudo, untranslated
from tests.web.write_words import compiled, po_path, updated

TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
VALUES = {"person": None, "email": "sam@example.com"}


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "", "en"),
        (None, "de-CH, de;q=0.9, en;q=0.8", "de"),
        (None, "fr, en;q=0.1, es;q=0.7", "es"),
        (None, "de;q=0, es;q=x, en", "en"),
        ("es", "de", "es"),
        ("xx", "de", "de"),
        ("../..", "", "en"),
    ],
)
def test_the_choice_of_the_reader_comes_first(chosen: str | None, accepted: str, language: str) -> None:
    assert choose_language(chosen, accepted) == language


def test_direction_follows_the_language() -> None:
    assert [direction_of(language) for language in ("de", "ar-EG", "he")] == ["ltr", "rtl", "rtl"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_are_those_of_today_and_whole(language: str) -> None:
    """`make words` adds what is missing; then each message is translated in the .po files."""
    text = po_path(language).read_bytes()
    assert updated(language, text) == text, "run `make words`"
    assert po_path(language).with_suffix(".mo").read_bytes() == compiled(language, text), "run `make words`"
    catalogue = read_po(io.BytesIO(text), locale=language)
    assert [message.id for message in catalogue if message.id and not all(_strings(message.string))] == []
    for message in catalogue:
        for string in _strings(message.string):
            assert _places(string) <= _places("".join(_strings(message.id))), message.id


def _strings(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _places(message: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)\w", message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_language_of_the_reader(language: str) -> None:
    page = bytes(render_template(a_request(cookies=f"language={language}"), "sign_in_email.html", VALUES).body).decode()
    assert f'<html lang="{language}" dir="ltr"' in page
    assert load_words(language).gettext("Skip to content") in page


def test_the_pseudo_locale_finds_words_that_are_not_marked() -> None:
    environment = make_environment(Pseudo())
    page = environment.from_string('<p title="Plain">{{ _("Marked") }} <b>plain</b> 12:30</p>').render()
    assert untranslated(page) == ["Plain", "plain"]
    nested = environment.from_string(
        "{% trans count=2 %}one video{% pluralize %}{{ count }} videos{% endtrans %}"
    ).render()
    assert untranslated(nested) == []


PROBLEM = {"status": 404, "code": "no_such_address", "detail": "", "errors": None}
SUBSCRIBER = {"name": "31", "school": "32"}
PARTS: dict[str, dict[str, object]] = {
    "sign_in.html": {"problem": None, "next": "/", "can_mail": True, "providers": [("33", "/sign-in/with/x")]},
    "sign_in_email.html": {"email": "34"},
    "sign_in_link.html": {"invited": {"name": "35", "school": "36"}, "page": "/"},
    "error.html": {"problem": PROBLEM},
    "unsubscribe.html": {"subscriber": SUBSCRIBER, "kind": "digest", "is_done": False},
    "discover.html": {},
    "_ask.html": {"page_video": None, "shown": None},
    "_find.html": {"inside": None, "query": ""},
}


@pytest.mark.parametrize("template", PARTS)
def test_no_word_of_a_page_is_left_out_of_the_catalogues(template: str) -> None:
    values = {"person": None} | frame_values(a_request(), SOURCE) | PARTS[template]
    page = make_environment(Pseudo()).get_template(template).render(values).replace(" · Chronos", "")
    assert untranslated(page, frozenset({"Chronos", *LANGUAGES.values()})) == []
