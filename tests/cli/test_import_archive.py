"""`chronos import`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_a_creator_is_exported_and_imported(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    file = tmp_path / "ada.tar"
    written = json.loads(chronos("export", "creator", creator, "-o", str(file), "--json").out)
    assert {table["name"]: table["rows"] for table in written["tables"]}["public.creators"] == 1
    imported = json.loads(chronos("import", "creator", str(file), "--tier", "pro", "--json").out)
    assert imported["creator_id"] != creator  # it is here already
    assert imported["rows"]["public.creators"] == 1
