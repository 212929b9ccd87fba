"""Embeds get and set no cookie; other pages keep theirs."""

from typing import Any

import pytest

from chronos.web.cookie_free import CookieFree


@pytest.mark.parametrize(
    ("path", "is_free"), [("/embed/x", True), ("/oembed", True), ("/", False), ("/embedded", False)]
)
async def test_cookies_are_removed_from_embeds_alone(path: str, is_free: bool) -> None:
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(name for name, _ in scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"a=b"), (b"x", b"y")]})

    async def send(message: Any) -> None:
        seen.extend(name for name, _ in message["headers"])

    headers = [(b"cookie", b"a=b"), (b"accept", b"*/*")]
    await CookieFree(inner)({"type": "http", "path": path, "headers": headers}, None, send)  # type: ignore[arg-type]
    assert seen == ([b"accept", b"x"] if is_free else [b"cookie", b"accept", b"set-cookie", b"x"])
