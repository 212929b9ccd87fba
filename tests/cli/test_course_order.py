"""`chronos course`: order, description and removal."""

import json

from tests.cli.conftest import RunChronos


def test_courses_and_modules_are_put_in_order_described_and_removed(chronos: RunChronos, creator: str) -> None:
    for title in ("Light", "Print"):
        chronos("course", "add", title)
    for module in ("One", "Two", "Three", "two"):
        chronos("course", "module", "Light", module)

    def modules() -> list[str]:
        return [each["title"] for each in json.loads(chronos("course", "show", "Light", "--json").out)["modules"]]

    assert chronos("course", "order", "Print").out == "The order is changed.\n"
    assert [each["title"] for each in json.loads(chronos("course", "list", "--json").out)] == ["Print", "Light"]
    twice = chronos("course", "order", "Print", "Print")
    assert (twice.code, twice.message) == (2, "Name each course once.")
    chronos("course", "order-modules", "Light", "three", "One")
    assert modules() == ["Three", "One", "Two", "two"]
    twice = chronos("course", "order-modules", "Light", "One", "One")
    assert (twice.code, twice.message) == (2, "Name every module of the course exactly once.")
    several = chronos("course", "remove-module", "Light", "Two", "--yes")
    assert (several.code, "Several modules" in several.message) == (2, True)
    missing = chronos("course", "remove-module", "Light", "Dark", "--yes")
    assert (missing.code, missing.message) == (3, "The course has no module “Dark”.")
    assert chronos("course", "remove-module", "Light", "One").code == 2  # not at a terminal
    chronos("course", "remove-module", "Light", "One", "--yes")
    assert modules() == ["Three", "Two", "two"]
    chronos("course", "describe", "Light", "Of light.")
    assert chronos("course", "show", "Light").out.splitlines()[1] == "Of light."
