"""The HTTP edge: JSON under /api/v1, Supabase's storage API under /storage/v1, pages everywhere else."""

from chronos.web.application import create_application
from chronos.web.server import create_server

__all__ = ["create_application", "create_server"]
