"""Rooms are imported by their face, `chronos.<room>`, which names what other rooms may use; never past it."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "chronos"

# Imports past the face of a room. A number may only become smaller; a room that is not listed has none.
PAST = {
    "chat": 2,
    "db": 19,
    "jobs": 1,
    "members": 1,
    "operations": 27,
    "pipeline": 7,
    "providers": 48,
    "search": 2,
    "text": 12,
}


def test_no_more_imports_past_a_face() -> None:
    found = Counter(module.split(".")[1] for _, module in past_faces())
    assert not found - Counter(PAST), "import from the room's face, or add the name to it"


def test_nobody_imports_past_the_faces_of_storage_and_videos() -> None:
    assert [found for found in past_faces() if found[1].split(".")[1] in ("storage", "videos")] == []


def test_help_loads_no_room() -> None:
    """`chronos --help` answers at once: faces load psycopg, obstore and more."""
    loaded = "import sys, chronos.cli.main; print(*[name for name in sys.modules if name.startswith('chronos.')])"
    names = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {name.split(".")[1] for name in names} & {"storage", "videos", "pipeline", "search", "chat", "web"}


def past_faces() -> list[tuple[str, str]]:
    """Each import of a module within another room: the file, and the module."""
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        for module in imported(ast.parse(path.read_text())):
            parts = module.split(".")
            is_within = len(parts) > 2 and parts[0] == "chronos" and parts[1] in rooms
            if is_within and parts[1] != place.parts[0]:
                found.append((str(place), module))
    return found


def imported(tree: ast.Module) -> list[str]:
    modules = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules.append(node.module)
        elif isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
    return modules
