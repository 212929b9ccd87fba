"""What a browser needs to install the application: manifest, service worker, and the page without a connection."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos.web.assets import ROOT, load_assets
from chronos.web.render_template import language_of, render_template
from chronos.web.words import load_words, translatable

OFFLINE = "/offline"
NAME = "Chronos"
DESCRIPTION = translatable("Watch your courses, and ask them: every answer leads to the second.")
GROUND = "#faf6ef"  # --paper of tokens.css
# What the page without a connection is made of.
FILES = ("app.css", "icon.svg", "icons.svg", "menu.js", "feel.js", "drafts.js", "going.js", "times.js", "worker.js",
         "vendor/fonts/inter.woff2", "vendor/fonts/vollkorn-semibold.woff2")  # fmt: skip
_REVALIDATED = {"Cache-Control": "no-cache"}

router = APIRouter()


@router.get("/manifest.webmanifest")
async def show_manifest(request: Request) -> Response:
    """Return what the application is called on a home screen, and how it looks."""
    path = load_assets().path
    icons = [
        {"src": path(f"icons/{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    icons.append({"src": path("icons/maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"})
    language = language_of(request)
    manifest = {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": load_words(language).gettext(DESCRIPTION),
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": icons,
    }
    headers = {**_REVALIDATED, "Vary": "Accept-Language, Cookie"}
    return Response(json.dumps(manifest), media_type="application/manifest+json", headers=headers)


@router.get("/sw.js")
async def show_worker() -> Response:
    """Return the service worker of this version of the files."""
    assets = load_assets()
    values = {
        "VERSION": assets.version,
        "FOLDER": f"{ROOT}{assets.version}/",
        "OFFLINE": OFFLINE,
        "FILES": [assets.path(name) for name in FILES],
    }
    begin = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    return Response(begin + assets.text("sw.js"), media_type="text/javascript", headers=_REVALIDATED)


@router.get(OFFLINE)
async def show_offline(request: Request) -> Response:
    """Return the page that the service worker shows when there is no connection; it is the same for everybody."""
    return render_template(request, "offline.html", {"person": None}, headers={"Vary": "Accept-Language, Cookie"})
