"""Rooms are imported by their face, which names what other rooms may use; never past it.

The face of a room is its `__init__.py` with its `__all__`. `providers` and `operations` have none, because the use of
one provider or tool must not load all of them: there, each package that has an `__all__` is a face, and so is each
module beside these packages. A room's face may name a package of the room, which is then a face that loads by itself.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "chronos"
HEAVY = {"anthropic", "ctranslate2", "faster_whisper", "huggingface_hub", "mcp", "onnxruntime", "openai", "tokenizers"}


def test_no_import_passes_a_face() -> None:
    assert list(past_faces()) == [], "import from the room's face, or add the name to it"


def test_every_room_has_a_face() -> None:
    faceless = {path.parent.name for path in PACKAGE.glob("*/__init__.py") if exported(path) is None}
    assert faceless == {"cli", "operations", "providers"}


def test_help_loads_no_room() -> None:
    """`chronos --help` answers at once: faces load psycopg, obstore and more."""
    rooms = {name.split(".")[1] for name in loaded("import chronos.cli.main") if name.startswith("chronos.")}
    assert not rooms & {"storage", "videos", "pipeline", "search", "chat", "web"}


def test_faces_load_no_heavy_library() -> None:
    faces = sorted({module for path in PACKAGE.rglob("*.py") for module, _ in imported(path) if face_of(module)})
    assert not HEAVY & loaded(f"import {', '.join(faces)}")


def past_faces() -> Iterator[tuple[str, str]]:
    """Each import of something within another room that its face does not name: the file, and what it imports."""
    for path in sorted(PACKAGE.rglob("*.py")):
        home = path.relative_to(PACKAGE).parts[0]
        for module, names in imported(path):
            if module.split(".")[1] == home or not (PACKAGE / module.split(".")[1]).is_dir():
                continue
            face = face_of(module)
            if face is None:
                yield str(path.relative_to(PACKAGE)), module
            elif unnamed := names - face:
                yield str(path.relative_to(PACKAGE)), f"{module}: {', '.join(sorted(unnamed))}"


@cache
def face_of(module: str) -> frozenset[str] | None:
    """Return the names that others may import from `module`; None when it is no face."""
    *room, last = module.split(".")[1:]
    place = PACKAGE.joinpath(*room, last)
    if place.is_dir():
        outer = exported(PACKAGE / room[0] / "__init__.py") if room else None
        is_room = outer is None or (len(room) == 1 and last in outer)
        return exported(place / "__init__.py") if is_room else None
    is_beside_faces = len(room) == 1 and exported(PACKAGE / room[0] / "__init__.py") is None
    return public_names(place.with_suffix(".py")) if is_beside_faces else None


def exported(path: Path) -> frozenset[str] | None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return None


def public_names(path: Path) -> frozenset[str]:
    """Return the public names that a module defines itself."""
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(ast.unparse(target) for target in targets)
    return frozenset(name for name in names if not name.startswith("_"))


def imported(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each import of a module of Chronos, with the names that are taken from it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chronos."):
            yield node.module or "", frozenset(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, frozenset()) for name in node.names if name.name.startswith("chronos."))


def loaded(statement: str) -> set[str]:
    """Return the modules that a new process has loaded after `statement`."""
    command = f"{statement}; import sys; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    return set(answer.stdout.split())
