"""Which modules have a test file of their name: `tests/room/test_module.py`, or a folder `tests/room/module/`."""

import ast
from pathlib import Path


def modules_without_tests(root: Path) -> list[str]:
    """List the modules of `root`'s package that do something and have no tests of their name, e.g. `jobs/queue.py`."""
    package, tests = root / "src" / "chronos", root / "tests"
    return sorted(
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and does_something(path) and not _has_tests(path.relative_to(package), tests)
    )


def does_something(path: Path) -> bool:
    """Return whether the module has a function of more than one statement; Protocols and records alone have none."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and len(node.body) > 1 + (ast.get_docstring(node) is not None)
        for node in ast.walk(ast.parse(path.read_text()))
    )


def _has_tests(module: Path, tests: Path) -> bool:
    folder, name = tests / module.parent, module.stem
    return (folder / f"test_{name}.py").exists() or any((folder / name).glob("test_*.py"))
