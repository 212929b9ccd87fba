"""Manifest, service worker and the page without a connection, as they are served."""

import json
import re

from chronos.web.assets import load_assets
from tests.web.conftest import Call, People


async def test_manifest_names_icons_that_exist(browse: Call) -> None:
    client = browse(None)
    answer = await client.get("/manifest.webmanifest", headers={"Accept-Language": "de"})
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Chronos", "/", "standalone")
    assert (manifest["lang"], manifest["description"][:5]) == ("de", "Sehen")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")
    }  # fmt: skip
    for icon in manifest["icons"]:
        picture = await client.get(icon["src"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert "immutable" in picture.headers["cache-control"]


async def test_service_worker_is_of_one_version_and_asked_for_again(browse: Call) -> None:
    client = browse(None)
    answer = await client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert f'const VERSION = "{load_assets().version}";' in answer.text
    addresses = json.loads(re.findall(r"const FILES = (\[.*?\]);", answer.text)[0])
    for address in [*addresses, "/offline"]:
        assert (await client.get(address)).status_code == 200


async def test_page_without_a_connection_is_the_same_for_everybody(browse: Call, people: People) -> None:
    page = (await browse(people.student).get("/offline")).text
    assert page == (await browse(None).get("/offline")).text
    assert "No connection" in page
    # All that it loads is kept with it.
    worker = (await browse(None).get("/sw.js")).text
    for address in re.findall(r'(?:href|src)="(/static/[^"#]*)', page):
        assert address in worker or "icons/" in address, address


async def test_pages_say_where_both_are_and_the_policy_allows_them(browse: Call, people: People) -> None:
    answer = await browse(people.student).get("/me")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in answer.text
    assert "Add to home screen" in answer.text
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"worker-src 'self'", "manifest-src 'self'"} <= set(policy)
