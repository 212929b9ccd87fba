"""Take pictures of every page of a living demo school, and write one sheet of them: `make shots`.

With a folder of drawn screens (`--mock`), each stands beside its page. `--pictures FOLDER` writes those of the README
alone.
"""

import argparse
import asyncio
import html
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import BrowserContext, Route, sync_playwright

from chronos.db import apply_shim, embedded, migrate
from chronos.providers.models import install
from tests.browser.conftest import FLAGS
from tests.browser.living_school import ROOT, Living, living_site, lock_a_module, open_shot, sign_in
from tests.browser.shot_pages import ALL, LOCKED, Shot
from tests.browser.test_look import OVERFLOW
from tests.conftest import ADatabase, create_database
from tests.web.served import Served

VIEWS = {
    "desktop-light": (1280, 800, "light"),
    "desktop-dark": (1280, 800, "dark"),
    "phone-light": (390, 844, "light"),
    "phone-dark": (390, 844, "dark"),
}
MOCK_VIEWS = {"desktop-light": "dl", "phone-light": "ml"}
PICTURES = {"home": "home", "watch": "watch", "chat": "answer", "studio": "studio"}  # of the README, by shot


def main() -> None:
    """Build the school, take the pictures, write the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mock", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="", help="names of shots that contain this")
    wanted = parser.parse_args()
    wanted.folder = wanted.folder.resolve()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with _living_school() as (site, living), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(FLAGS))
        contexts = {who: sign_in(browser, site, actor) for who, actor in living.people.items()}
        contexts[""] = sign_in(browser, site, None)
        for context in contexts.values():
            context.route("**/app.css", _wait_for_fonts)
        if wanted.pictures is not None:
            _take_pictures(contexts, site.url, living, wanted.pictures)
            return
        shots = [shot for shot in ALL if wanted.only in shot.name]
        wide: list[str] = []
        for shot in shots:
            if shot in LOCKED:
                site.run(lock_a_module(site.app, living.people["creator"]))
            wide += _take(contexts[shot.who], site.url, shot, living, wanted.folder)
        for sheet in write_sheets(wanted.folder, shots, wanted.mock):
            page = browser.new_page(viewport={"width": 1900, "height": 1000})
            page.goto(sheet.as_uri())
            page.screenshot(path=sheet.with_suffix(".jpg"), type="jpeg", quality=70, full_page=True)
        browser.close()
    sys.stdout.write(f"{len(shots)} pages in {len(VIEWS)} views: open {wanted.folder / 'index.html'}\n")
    if wide:
        raise SystemExit(f"Wider than the window: {', '.join(wide)}")


def _wait_for_fonts(route: Route) -> None:
    """Let letters wait for their font: pages on a slow line do without it, which is no picture of them."""
    sheet = route.fetch()
    route.fulfill(response=sheet, body=sheet.text().replace("font-display: optional", "font-display: block"))


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium is not installed; on Debian: apt-get install chromium")
    return found


@contextmanager
def _living_school() -> Iterator[tuple[Served, Living]]:
    root = Path(tempfile.mkdtemp(prefix="chronos-shots-"))
    install(ROOT / ".chronos")
    home = root / "home"
    home.mkdir()
    (home / "models").symlink_to(ROOT / ".chronos" / "models")
    server = embedded.start(root / "postgres")
    try:
        made = create_database(server, "shots", "template1")
        _migrate(made)
        with living_site(made, home) as living:
            yield living
    finally:
        embedded.stop(root / "postgres")
        shutil.rmtree(root, ignore_errors=True)


def _migrate(database: ADatabase) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        apply_shim(connection)
    asyncio.run(migrate.push(database.url, migrate.load_migrations()))


def _take(context: BrowserContext, url: str, shot: Shot, living: Living, folder: Path) -> list[str]:
    """Take the page in each view, as much of it as there is; return the views that it is wider than."""
    wide = []
    for view, (width, height, theme) in VIEWS.items():
        page = open_shot(context, url, shot, living, (width, height), theme)
        page.screenshot(path=folder / f"{shot.name}-{view}.png", full_page=True)
        if page.evaluate(OVERFLOW) > 0:
            wide.append(f"{shot.name}-{view}")
        page.close()
    return wide


def _take_pictures(contexts: Mapping[str, BrowserContext], url: str, living: Living, folder: Path) -> None:
    """Take what the README shows: one window of each."""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in ALL:
        if name := PICTURES.get(shot.name):
            page = open_shot(contexts[shot.who], url, shot, living, (1280, 800), "light")
            page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=80)
            page.close()


def write_sheets(folder: Path, shots: Sequence[Shot], mock: Path | None) -> list[Path]:
    """Write the sheet of all pictures and, with drawn screens, the one that compares; return their files."""
    rows = [(shot.name, [f"{shot.name}-{view}.png" for view in VIEWS]) for shot in shots]
    sheets = [_write_sheet(folder / "index.html", list(VIEWS), rows)]
    drawn = []
    for shot in shots if mock is not None else ():
        for view, ending in MOCK_VIEWS.items():
            file = mock / "shots" / f"{shot.mock}-{ending}.jpg" if mock is not None and shot.mock else None
            if file is not None and file.exists():
                shutil.copyfile(file, folder / f"mock-{file.name}")
                drawn.append((f"{shot.name}, {view}", [f"mock-{file.name}", f"{shot.name}-{view}.png"]))
    if drawn:
        sheets.append(_write_sheet(folder / "mock.html", ["drawn", "product"], drawn))
    return sheets


def _write_sheet(file: Path, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Path:
    lines = [
        "<!doctype html><meta charset=utf-8><title>Pictures of all pages</title>",
        "<style>body{font:13px/1.4 sans-serif;margin:1rem}table{border-spacing:6px}th{text-align:start}",
        "td{vertical-align:top}td div{max-height:560px;overflow:hidden;border:1px solid #ccc}",
        "img{display:block;width:430px}img.phone{width:210px}</style>",
        f"<table><tr><th></th>{''.join(f'<th>{html.escape(head)}</th>' for head in heads)}</tr>",
    ]
    for name, files in rows:
        cells = "".join(
            f"<td><div><a href='{one}'><img src='{one}'{' class=phone' if _is_phone(one) else ''}></a></div></td>"
            for one in files
        )
        lines.append(f"<tr><th>{html.escape(name)}</th>{cells}</tr>")
    file.write_text("\n".join([*lines, "</table>"]), encoding="utf-8")
    return file


def _is_phone(file: str) -> bool:
    return "-phone-" in file or file.endswith("-ml.jpg")


if __name__ == "__main__":
    main()
