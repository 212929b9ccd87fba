"""The ASGI application."""

from tests.web.conftest import Call


async def test_static_serves_assets_only(browse: Call) -> None:
    for path in ("/static/../application.py", "/static/%2e%2e/application.py", "/static/"):
        assert (await browse(None).get(path)).status_code == 404
