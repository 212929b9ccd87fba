"""Styles, scripts, fonts and icons: addresses that change with their content, and compressed answers."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest

from chronos.web.assets import SHEETS, Assets, load_assets
from tests.web.conftest import Call

STATIC = Path(__file__).parents[2] / "src/chronos/web/static"
FILES = {"app.css": b"a { color: red }" * 50, "a.js": b'import "./b.js"', "b.js": b"let b"}


def test_the_address_changes_with_any_content() -> None:
    before, after = Assets(FILES), Assets(FILES | {"b.js": b"let c"})
    assert before.path("a.js") == Assets(dict(reversed(FILES.items()))).path("a.js")
    assert before.path("a.js") != after.path("a.js")  # its import is relative, so it needs the new folder


def test_a_name_without_a_file_is_an_error() -> None:
    with pytest.raises(KeyError):
        Assets(FILES).path("no.css")


async def test_versioned_addresses_are_kept_and_others_are_revalidated(browse: Call) -> None:
    client = browse(None)
    for path, lifetime in (
        (load_assets().path("live.js"), "public, max-age=31536000, immutable"),
        ("/static/live.js", "no-cache"),
        ("/static/0123456789ab/live.js", "no-cache"),  # a page of another version asks for it
    ):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, lifetime)
        assert answer.text.startswith("// While a video")
        again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_files_are_compressed_as_the_client_accepts(browse: Call) -> None:
    client = browse(None)
    plain = await client.get("/static/app.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for accepted, coding, unpack in (
        ("gzip, deflate, br;q=0.9", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ):
        async with client.stream("GET", "/static/app.css", headers={"Accept-Encoding": accepted}) as answer:
            packed = b"".join([part async for part in answer.aiter_raw()])
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (coding, "Accept-Encoding")
        assert unpack(packed) == plain.content
    font = await client.get("/static/vendor/fonts/inter.woff2", headers={"Accept-Encoding": "br"})
    assert ("content-encoding" in font.headers, font.headers["content-type"]) == (False, "font/woff2")


async def test_head_is_answered_and_other_methods_are_refused(browse: Call) -> None:
    head = await browse(None).head("/static/app.css")
    assert (head.status_code, head.content) == (200, b"")
    assert (await browse(None).post("/static/app.css")).status_code == 405


async def test_sources_of_the_style_sheet_are_not_served(browse: Call) -> None:
    assert (await browse(None).get(f"/static/css/{SHEETS[0]}.css")).status_code == 404


def test_the_style_sheet_has_every_source_once() -> None:
    assert sorted(SHEETS) == sorted(path.stem for path in (STATIC / "css").iterdir())


def test_addresses_in_styles_and_scripts_lead_to_files() -> None:
    named = [
        name
        for path in [*STATIC.glob("css/*.css"), *STATIC.glob("*.js")]
        for name in re.findall(r"""url\("?([^")]+)"?\)|(?:from|import\()\s*"\./([^"]+)\"""", path.read_text())
    ]
    assert named
    for name in named:
        assert (STATIC / "".join(name)).is_file(), name


def test_vendored_files_are_those_of_the_lock_file() -> None:
    vendor = STATIC / "vendor"
    lock = json.loads((vendor / "lock.json").read_text())
    locked = {name: digest for each in lock for name, digest in each["sha256"].items()}
    licences = {each["licence_file"] for each in lock}
    present = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()}
    assert present == locked.keys() | licences | {"lock.json"}
    assert all(each["name"] and each["version"] and each["licence"] for each in lock)
    for name, digest in locked.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name
