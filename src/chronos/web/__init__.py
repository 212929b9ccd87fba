"""The HTTP edge: JSON under /api/v1, Supabase's storage API under /storage/v1, pages everywhere else."""

from chronos.web.application import create_application

__all__ = ["create_application"]
