"""The floors of the house are told once: `.importlinter` and the architecture page agree, and name every room."""

import re
from configparser import ConfigParser
from pathlib import Path


def test_architecture_page_has_the_floors_of_importlinter(repository: Path) -> None:
    page = (repository / "docs/explanation/architecture.md").read_text()
    table = re.findall(r"^\| \d+ \| (`[^|]+) \|", page, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", rooms)) for rooms in table] == floors(repository)


def test_every_room_has_a_floor(repository: Path) -> None:
    package = repository / "src" / "chronos"
    rooms = {path.stem for path in package.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"}
    assert set().union(*floors(repository)) == rooms - {"__init__"}


def floors(repository: Path) -> list[set[str]]:
    """The rooms of each floor, highest first."""
    parser = ConfigParser()
    parser.read(repository / ".importlinter")
    layers = parser["importlinter:contract:floors"]["layers"]
    return [set(re.findall(r"\w+", line)) for line in layers.strip().splitlines()]
