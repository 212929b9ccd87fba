"""`chronos creator brand`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos
from tests.media import encoded, stripes


def test_a_brand_is_changed_and_shown(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    (logo := tmp_path / "logo.png").write_bytes(encoded(stripes(), "png"))
    shown = chronos("creator", "brand", "--name", "North Light", "--accent", "#ffcc00", "--logo", str(logo))
    assert "pages show #806500 in light and #ffcc00 in dark" in shown.out
    assert f"Logo: {creator}/brand/logo-" in shown.out
    read = json.loads(chronos("creator", "brand", "--json").out)
    assert (read["school"], read["accent"]) == ("North Light", "#ffcc00")
    assert "Logo: none" in chronos("creator", "brand", "--no-logo", "--accent", "").out
    assert chronos("creator", "brand", "--accent", "green").code == 2
    assert chronos("creator", "brand", "--no-logo", "--logo", str(logo)).code == 2
    recorded = json.loads(chronos("audit", "--json", "--action", "command").out)
    assert [one["details"]["command"] for one in recorded] == ["creator brand", "creator brand", "creator add"]
