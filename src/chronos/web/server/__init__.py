"""The HTTP server: uvicorn with limits on what one connection and one client may cost."""

from chronos.web.server.create_server import create_server

__all__ = ["create_server"]
