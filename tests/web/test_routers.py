"""Every module that has routes is part of the application."""

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize("package", ["api", "pages", "pages/studio", "storage_api"])
def test_every_router_is_included(repository: Path, package: str) -> None:
    folder = repository / "src/chronos/web" / package
    including = "".join(
        (folder / name).read_text() for name in ("__init__.py", "routes.py") if (folder / name).exists()
    )
    modules = [path.stem for path in folder.glob("*.py") if re.search(r"^router = ", path.read_text(), re.MULTILINE)]
    assert modules
    assert [
        name for name in modules if name not in ("__init__", "routes") and not re.search(rf"\b{name}\b", including)
    ] == []
