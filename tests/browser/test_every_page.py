"""Every page and state of `make shots`, of a living school: for every eye, in every width, and in other scripts.

`make test` looks at a few; with EVERY_PAGE=1 (`make looks`) at all.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg import sql

import chronos.web.pages.app_install as app_install
import chronos.web.pages.palette_show as palette_show
import chronos.web.render_template as render_template
from chronos.db import embedded
from chronos.web import words
from tests.browser.living_school import Living, living_site, lock_a_module, open_shot, sign_in
from tests.browser.shot_pages import ALL, FRAMED, Shot
from tests.browser.test_look import AXE, OVERFLOW, RUN
from tests.conftest import ADatabase, create_database, drop_database
from tests.web.pseudo import BEGIN, Arabic, Pseudo, Stretched, outside_parts
from tests.web.served import Served

FEW = (
    "home", "palette", "course", "watch", "watch-ask", "chat", "search", "me", "studio", "studio-video",
    "studio-course", "studio-people", "studio-questions", "studio-analytics", "sign-in", "not-found",
)  # fmt: skip
SHOTS = {shot.name: shot for shot in ALL if shot not in FRAMED and (os.environ.get("EVERY_PAGE") or shot.name in FEW)}
SIZES = {"phone": (390, 844), "desktop": (1280, 900), "wide": (2560, 1300)}
# A few pages are looked at in the views that other tests lack.
VIEWS = (
    [(size, theme) for size in SIZES for theme in ("light", "dark")]
    if os.environ.get("EVERY_PAGE")
    else [("wide", "dark")]
)
CATALOGUES: Mapping[str, Pseudo] = {"en-XA": Stretched(), "ar": Arabic()}
VALUES = """
    select distinct value #>> '{{}}'
    from (select jsonb_path_query(to_jsonb(each), 'lax $.**') as value from {} as each) as found
    where jsonb_typeof(value) = 'string' and length(value #>> '{{}}') < 20000
"""
FIT = (Path(__file__).parent / "fit.js").read_text()
TEXTS = (Path(__file__).parent / "texts.js").read_text()
SIGNS = ' \n0123456789.,:;·…–%×/()“”‘’"'
# Names that are the same in every language, and what a shot types.
SAME = frozenset(
    {
        "Chronos",
        "zebra",
        "Whop",
        "CSV",
        "API",
        "MB",
        "GB",
        "kB",
        "h",
        "min",
        "s",
        "oEmbed",
        "JSON",
        "Markdown",
        *words.LANGUAGES.values(),
    }
)


@dataclass(frozen=True)
class School:
    """A living school that is served, a browser for each of its people, and every text of its database."""

    site: Served
    living: Living
    contexts: Mapping[str, BrowserContext]
    values: frozenset[str]
    text: str

    def open(self, shot: Shot, size: str, theme: str, language: str) -> Page:
        """Open the page in a language."""
        context = self.contexts[shot.who]
        context.add_cookies([{"name": "language", "value": language, "url": self.site.url}])
        return open_shot(context, self.site.url, shot, self.living, SIZES[size], theme)

    def is_known(self, text: str) -> bool:
        """Whether it is data: values of the database, or a part of one that is too long to be a word of ours."""
        text = " ".join(text.split()).removesuffix("...").strip(SIGNS)
        if not re.search(r"[^\W\d_]", text) or text in SAME or text in self.values:
            return True
        if len(text.split()) > 2 and text in self.text:
            return True
        places = (found.span() for found in re.finditer(r" · |: |, | ", text))
        return any(self.is_known(text[:begin]) and self.is_known(text[end:]) for begin, end in places)


@pytest.fixture(scope="module")
def school(
    browser: Browser,
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[School]:
    made = create_database(server, "every_page", migrated)
    home = tmp_path_factory.mktemp("every_page")
    (home / "models").symlink_to(models_home / "models")
    with living_site(made, home) as (site, living), made_up_languages():
        site.run(lock_a_module(site.app, living.people["creator"]))
        contexts = {who: sign_in(browser, site, actor) for who, actor in living.people.items()}
        values = frozenset(" ".join(value.split()) for value in texts_of(made))
        yield School(site, living, contexts | {"": browser.new_context(base_url=site.url)}, values, "\n".join(values))
    drop_database(server, made.name)


@contextmanager
def made_up_languages() -> Iterator[None]:
    """Offer two languages that no one speaks beside those of the product."""
    load = words.load_words
    with pytest.MonkeyPatch.context() as patch:
        for language in CATALOGUES:
            patch.setitem(words.LANGUAGES, language, language)
        for module in (render_template, palette_show, app_install):
            patch.setattr(module, "load_words", lambda language: CATALOGUES.get(language) or load(language))
        yield


def texts_of(database: ADatabase) -> Iterator[str]:
    """Yield every text of every row."""
    with psycopg.connect(database.superuser_url) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'private')"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(sql.SQL(VALUES).format(sql.Identifier(schema, table)))
            yield from (text for [text] in rows)


@pytest.mark.parametrize("name", SHOTS)
def test_a_page_is_accessible_and_bounded(name: str, school: School) -> None:
    for size, theme in VIEWS:
        page = school.open(SHOTS[name], size, theme, "en")
        page.evaluate(AXE)
        found = page.evaluate(RUN)
        wrong = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]
        wrong += what_does_not_fit(page)
        page.close()
        assert not wrong, (size, theme, wrong)


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("name", SHOTS)
def test_a_page_takes_other_words_and_another_direction(name: str, language: str, school: School) -> None:
    wrong: set[str] = set()
    for size in ("phone", "desktop"):
        page = school.open(SHOTS[name], size, "light", language)
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{size}-{language}.png", full_page=True)
        wrong |= {f"{size}: {each}" for each in what_does_not_fit(page)}
        for text, where, is_turned in page.evaluate(TEXTS):
            if not all(school.is_known(part) for part in outside_parts(text)):
                wrong.add(f"not translated: {where} “{text}”")
            if not is_turned and turns(text):
                wrong.add(f"turned: {where} “{text}”")
        page.close()
    assert not wrong, sorted(wrong)


def what_does_not_fit(page: Page) -> list[str]:
    """Return a sentence for everything that is too wide, cut, or stands the wrong way round."""
    return [*page.evaluate(FIT), *(["wider than the window"] if page.evaluate(OVERFLOW) > 0 else [])]


def turns(text: str) -> bool:
    """Whether it is a sentence of Latin letters, whose end would stand before it on a page from right to left."""
    return BEGIN not in text and bool(re.search(r"[A-Za-z].*[^\w\s]$", text.strip(), re.DOTALL))
