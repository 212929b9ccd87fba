"""Serve styles, scripts, fonts and icons under addresses that change with their content."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chronos.web.compress import FILE_QUALITY, choose_coding, compress

ROOT = "/static/"
STYLES = "app.css"
# One sheet for all pages, of these in this order: a later one may override an earlier one.
SHEETS = (
    "tokens", "fonts", "base", "words", "controls", "fields", "signs", "pictures", "frame", "sections", "home",
    "ledger", "answers", "player", "watch", "lesson", "course", "chat", "studio", "tables", "charts", "work", "states",
    "feel", "library", "student", "builder", "embed", "narrow", "small", "last",
)  # fmt: skip

_SHEET_FOLDER = "css/"
_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8", "json": "application/json", "woff2": "font/woff2",
    "png": "image/png",
}  # fmt: skip
_COMPRESSED = frozenset({"font/woff2", "image/png"})
_KEPT = "public, max-age=31536000, immutable"
_REVALIDATED = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file; `forms` has its bytes by content coding, those without one under `""`."""

    media_type: str
    digest: str
    forms: dict[str, bytes] = field(repr=False)


class Assets:
    """ASGI application of the files: each at `/static/<version>/<name>` for good, and at `/static/<name>`.

    One version holds for all, as a folder, so that modules and sheets name each other relatively.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._assets = {
            name: Asset(_MEDIA_TYPES[name.rpartition(".")[2]], _digest(content), {"": content})
            for name, content in contents.items()
        }
        self.version = _digest(
            "".join(f"{name} {each.digest} " for name, each in sorted(self._assets.items())).encode()
        )

    def path(self, name: str) -> str:
        """Return the address under which browsers keep the file. Raises KeyError when there is none of this name."""
        if name not in self._assets:
            raise KeyError(name)
        return f"{ROOT}{self.version}/{name}"

    def text(self, name: str) -> str:
        """Return what the file says. Raises KeyError."""
        return self._assets[name].forms[""].decode()

    def compress(self) -> None:
        """Compress all files, so that no request waits for it: a second of one processor."""
        for asset in self._assets.values():
            for coding in ("br", "gzip"):
                if asset.media_type not in _COMPRESSED:
                    _encode(asset, coding)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405)
        asset, lifetime = self._find(scope["path"].removeprefix(ROOT))
        coding = _choose_coding(request.headers.get("accept-encoding", ""), asset)
        etag = f'"{asset.digest}{coding}"'
        headers = {"Cache-Control": lifetime, "ETag": etag, "Vary": "Accept-Encoding"}
        if etag in request.headers.get("if-none-match", ""):
            response = Response(status_code=304, headers=headers)
        else:
            known = asset.forms.get(coding)
            body = known if known is not None else await asyncio.to_thread(_encode, asset, coding)
            headers |= {"Content-Type": asset.media_type, "Content-Length": str(len(body))}
            headers |= {"Content-Encoding": coding} if coding else {}
            response = Response(body if request.method == "GET" else b"", headers=headers)
        await response(scope, receive, send)

    def _find(self, path: str) -> tuple[Asset, str]:
        """Return the file at `path` and how long it is kept; the address of an old version gives the present file."""
        version, _, rest = path.partition("/")
        is_versioned = len(version) == len(self.version) and rest in self._assets
        name = rest if is_versioned else path
        if name not in self._assets:
            raise HTTPException(404)
        return self._assets[name], _KEPT if is_versioned and version == self.version else _REVALIDATED


@cache
def load_assets() -> Assets:
    """Return the files of this package, read once."""
    found = dict(_read(files("chronos.web") / "static", ""))
    style = b"\n".join(found[f"{_SHEET_FOLDER}{sheet}.css"] for sheet in SHEETS)
    return Assets({name: body for name, body in found.items() if not name.startswith(_SHEET_FOLDER)} | {STYLES: style})


def _read(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _read(entry, f"{prefix}{entry.name}/")
        elif entry.name.rpartition(".")[2] in _MEDIA_TYPES:
            yield f"{prefix}{entry.name}", entry.read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _choose_coding(accepted: str, asset: Asset) -> str:
    """Return the best coding that the client accepts; a file that is compressed gets none."""
    return "" if asset.media_type in _COMPRESSED else choose_coding(accepted)


def _encode(asset: Asset, coding: str) -> bytes:
    asset.forms[coding] = body = compress(asset.forms[""], coding, FILE_QUALITY)
    return body
