"""The door for programs and browsers: JSON under /api/v1, pages everywhere else."""

from chronos.web.application import create_application

__all__ = ["create_application"]
