"""Every module that has routes is part of the application."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI


@pytest.mark.parametrize("package", ["api", "pages"])
def test_every_router_is_included(application: FastAPI, repository: Path, package: str) -> None:
    modules = {
        f"chronos.web.{package}.{path.stem}"
        for path in (repository / "src/chronos/web" / package).glob("*.py")
        if re.search(r"^router = ", path.read_text(), re.MULTILINE) and path.stem != "__init__"
    }
    endpoints = {getattr(getattr(route, "endpoint", None), "__module__", None) for route in application.routes}
    assert modules
    assert modules - endpoints == set()
