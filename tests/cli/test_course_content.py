"""`chronos course`: outlines."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_an_exported_outline_is_imported(chronos: RunChronos, creator: str, film: Path, tmp_path: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure")
    outline = tmp_path / "course.yaml"
    outline.write_text("title: Photography\nmodules:\n- title: Light\n  videos:\n  - Exposure\n")
    chronos("course", "import", outline)
    assert chronos("course", "export", "Photography").out == outline.read_text()
    assert json.loads(chronos("course", "export", "Photography", "--json").out)["modules"][0]["videos"] == ["Exposure"]
    chronos("course", "import", outline)
    several = chronos("course", "show", "Photography")
    assert (several.code, "means several courses" in several.err) == (2, True)
    for wrong, why in ((tmp_path / "none.yaml", "cannot be read"), (film, "cannot be read")):
        run = chronos("course", "import", wrong)
        assert (run.code, why in run.err) == (2, True)
