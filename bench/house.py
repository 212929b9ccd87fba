"""How is the house built? Run: python bench/house.py [CHECKOUT …]

For each checkout, side by side: lines and files of the package, the median and the longest Python file, functions over
the soft limit, modules without a test file of their name; and for each room how many imports of it go by its face
(tests/test_faces.py says what that is) and past it. Links and generated types do not count. Without arguments: this
checkout.
"""

import ast
import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "house.json"
LONG_FUNCTION_LINES = 25
LONG_FILE_LINES = 200
OTHERS = {".html", ".css", ".js", ".svg"}
GENERATED = "Written by `chronos db types"

sys.path.insert(0, str(ROOT))

from tests.mirror import modules_without_tests  # noqa: E402


@dataclass(frozen=True, slots=True)
class House:
    """The counts of one checkout; `rooms`: imports by each room's face and past it."""

    python_files: int
    python_lines: int
    sql_lines: int
    other_lines: int
    median_lines: float
    longest_file: str
    long_files: int
    functions: int
    long_functions: int
    untested_modules: int
    rooms: dict[str, tuple[int, int]]


def main() -> None:
    """Measure each checkout, print two tables, write bench/results/house.json."""
    checkouts = [Path(argument) for argument in sys.argv[1:]] or [ROOT]
    houses = [measure(checkout) for checkout in checkouts]
    names = [str(checkout.resolve()) for checkout in checkouts]
    counts, rooms = Table("", *names), Table("imports by the face, past it", *names)
    for field in asdict(houses[0]):
        if field != "rooms":
            counts.add_row(field.replace("_", " "), *(f"{getattr(house, field)}" for house in houses))
    for room in sorted({room for house in houses for room in house.rooms}):
        rooms.add_row(room, *("{}, {}".format(*house.rooms.get(room, (0, 0))) for house in houses))
    rooms.add_row("all", *(f"{_total(house, 0)}, {_total(house, 1)}" for house in houses))
    Console().print(counts, rooms)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(dict(zip(names, map(asdict, houses), strict=True)), indent=2))


def measure(checkout: Path) -> House:
    """Count everything in one checkout."""
    package = checkout / "src" / "chronos"
    lines = {path: len(path.read_text().splitlines()) for path in _files(package)}
    python = {path: count for path, count in lines.items() if path.suffix == ".py"}
    longest = max(python, key=lambda path: python[path])
    functions = [length for path in python for length in _function_lengths(path)]
    return House(
        python_files=len(python),
        python_lines=sum(python.values()),
        sql_lines=sum(count for path, count in lines.items() if path.suffix == ".sql"),
        other_lines=sum(count for path, count in lines.items() if path.suffix in OTHERS),
        median_lines=statistics.median(python.values()),
        longest_file=f"{longest.relative_to(package)} ({python[longest]})",
        long_files=sum(count > LONG_FILE_LINES for count in python.values()),
        functions=len(functions),
        long_functions=sum(length > LONG_FUNCTION_LINES for length in functions),
        untested_modules=len(modules_without_tests(checkout)),
        rooms=_imports(package, python),
    )


def _files(package: Path) -> Iterator[Path]:
    for path in package.rglob("*"):
        is_ours = path.suffix in {".py", ".sql"} | OTHERS and path.is_file() and not path.is_symlink()
        if is_ours and GENERATED not in path.read_text()[:400]:
            yield path


def _function_lengths(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def _imports(package: Path, paths: dict[Path, int]) -> dict[str, tuple[int, int]]:
    by_face: Counter[str] = Counter()
    past_it: Counter[str] = Counter()
    for path in paths:
        home = path.relative_to(package).parts[0]
        for module in _imported(path, package):
            room = module[1]
            if room != home and (package / room).is_dir():
                (by_face if _is_face(package, module[1:]) else past_it)[room] += 1
    return {room: (by_face[room], past_it[room]) for room in {*by_face, *past_it}}


def _imported(path: Path, package: Path) -> Iterator[tuple[str, ...]]:
    """The modules of Chronos that a file imports, one per statement: `("chronos", "jobs", "rescue")`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")) for name in node.names if name.name.startswith("chronos."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chronos."):
            module = tuple((node.module or "").split("."))
            folder = package.joinpath(*module[1:])
            face = (folder / "__init__.py").read_text() if folder.is_dir() else ""
            names = [name.name for name in node.names]
            submodules = [name for name in names if f'"{name}"' not in face and _is_module(folder / name)]
            yield from ((*module, name) for name in submodules)
            if len(submodules) < len(names):
                yield module


def _is_face(package: Path, module: tuple[str, ...]) -> bool:
    """A package that lists its public names; beside such packages in a room that lists none, a module too."""
    is_package = package.joinpath(*module).is_dir()
    room = package.joinpath(*module) if is_package else package.joinpath(*module[:-1])
    names_some = "__all__" in (room / "__init__.py").read_text()
    return names_some if is_package else not names_some and len(module) == 2


def _is_module(path: Path) -> bool:
    return path.with_suffix(".py").exists() or path.is_dir()


def _total(house: House, place: int) -> int:
    return sum(imports[place] for imports in house.rooms.values())


if __name__ == "__main__":
    main()
