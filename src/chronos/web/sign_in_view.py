"""The values of the sign-in page: by a link, by e-mail, with an OpenID provider, or with a token."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from chronos.app import App
from chronos.web.next_path import LIBRARY

_NAMES = {"accounts.google.com": "Google", "login.microsoftonline.com": "Microsoft"}


def sign_in_values(app: App, page: str, problem: object = None) -> dict[str, Any]:
    """Return what the template shows; `page` is where the sign-in leads."""
    return {
        "problem": problem,
        "person": None,
        "next": page,
        "can_mail": app.can_mail,
        "providers": _providers(app, page),
    }


def _providers(app: App, page: str) -> Sequence[tuple[str, str]]:
    """Return name and address of each provider."""
    query = f"?{urlencode({'next': page})}" if page != LIBRARY else ""
    return [
        ("Whop" if name == "whop" else _name(provider.issuer), f"/sign-in/with/{name}{query}")
        for name, provider in app.sign_in_providers.items()
    ]


def _name(issuer: str) -> str:
    host = urlsplit(issuer).hostname or issuer
    return _NAMES.get(host, host)
