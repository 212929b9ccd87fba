"""Sites: the origins whose pages may show embeds of a school."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotFound
from chronos.model import Actor

MAX_SITES = 50  # a trigger refuses more
MAX_CHARACTERS = 280

_QUERIES = load_queries("chronos.embeds")
_LABEL = re.compile(r"[a-z0-9-]{1,63}", re.ASCII)
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Site:
    """A site that may show embeds."""

    id: UUID
    origin: str
    created_at: datetime


async def list_sites(tx: Tx, actor: Actor) -> Sequence[Site]:
    """List the sites of the calling creator, oldest first."""
    return [Site(**row) for row in await tx.fetch(_QUERIES["list_sites"], {"creator_id": actor.creator_id})]


async def add_site(tx: Tx, actor: Actor, address: str) -> Site:
    """Let a site show embeds of the calling owner's school.

    Raises Invalid (`embed_site_invalid`), Conflict (`exists`; `conflict` for one site too many), NotAllowed.
    """
    values = {"creator_id": actor.creator_id, "origin": read_origin(address)}
    row = await tx.fetch_one(_QUERIES["insert_site"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return Site(**row)


async def remove_site(tx: Tx, site_id: UUID) -> None:
    """Remove a site of the calling owner's school. Raises NotFound (`embed_site_not_found`)."""
    if not await tx.execute(_QUERIES["remove_site"], {"id": site_id}):
        raise NotFound("There is no such site that you may remove.", code="embed_site_not_found")


def read_origin(address: str) -> str:
    """Return the origin as browsers write it (RFC 6454 §6.2): `https://host[:port]`, or `http://localhost[:port]`.

    Raises Invalid (`embed_site_invalid`) for anything else: a path, a wildcard, a user name.
    """
    text = address.strip()
    try:
        parts = urlsplit(text)
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme.lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise _invalid() from error
    is_whole = text.isprintable() and parts.path in ("", "/") and not (parts.query or parts.fragment)
    is_whole = is_whole and "@" not in parts.netloc and not parts.netloc.endswith(":")
    is_known = scheme == "https" or (scheme == "http" and host == "localhost")
    if not (is_whole and is_known and port != 0 and _is_host(host)):
        raise _invalid()
    origin = f"{scheme}://{host}" + ("" if port in (None, _PORTS[scheme]) else f":{port}")
    if len(origin) > MAX_CHARACTERS:
        raise _invalid()
    return origin


def _is_host(host: str) -> bool:
    return all(
        _LABEL.fullmatch(label) and not (label.startswith("-") or label.endswith("-")) for label in host.split(".")
    )


def _invalid() -> Invalid:
    return Invalid(
        "Write the site as https://host, with a port if it has one and without a path; "
        "http is for http://localhost alone.",
        code="embed_site_invalid",
    )
