"""The Model Context Protocol at /mcp: five tools by which assistants read a library."""

from chronos.web.mcp.serve_mcp import load_mcp, router

__all__ = ["load_mcp", "router"]
