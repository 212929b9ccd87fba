"""Settings are checked when they are read; a signing key is made once."""

import asyncio
import stat
from pathlib import Path

import pytest

from chronos.config import Settings, load_settings
from chronos.errors import Invalid

SECRET = "SECRET" * 5  # 30 bytes, of 32


def test_places_of_imports_are_hosts_with_ports(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, import_from=" Media.internal:8080 ,[::1]:80,, ", _env_file=None)
    assert settings.import_places == {("media.internal", 8080), ("::1", 80)}
    assert Settings(home=tmp_path, _env_file=None).import_places == frozenset()


@pytest.mark.parametrize(("name", "value"), [
    ("IMPORT_FROM", "media.internal"), ("IMPORT_FROM", ":80"), ("IMPORT_FROM", "SECRET:x"),
    ("THREADS", "-1"), ("THREADS", "9999999"), ("PUBLIC_URL", "nonsense"), ("PUBLIC_URL", "ftp://SECRET"),
    ("JWT_SECRET", SECRET),
])  # fmt: skip
def test_invalid_settings_are_named_without_their_values(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"CHRONOS_{name}", value)
    with pytest.raises(Invalid, match=f"CHRONOS_{name}: ") as caught:
        load_settings()
    assert caught.value.code == "setting_invalid"
    assert "SECRET" not in str(caught.value).replace("JWT_SECRET", "")


def test_file_is_read_after_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHRONOS_EMBEDDER=other\nCHRONOS_THREADS=3\nOTHER=1\n")
    monkeypatch.setenv("CHRONOS_THREADS", "2")
    settings = load_settings()
    assert (settings.embedder, settings.threads) == ("other", 2)


@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_name_that_is_no_setting_is_refused_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if place == "environment":
        monkeypatch.setenv("CHRONOS_TRANSCRIBE", "SECRET")
    else:
        (tmp_path / ".env").write_text("export CHRONOS_TRANSCRIBE=SECRET\n")
    with pytest.raises(
        Invalid, match=r"no setting CHRONOS_TRANSCRIBE\. The settings are .*CHRONOS_TRANSCRIBER"
    ) as caught:
        load_settings()
    assert "SECRET" not in str(caught.value).replace("JWT_SECRET", "")


async def test_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = [Settings(home=home, _env_file=None) for _ in range(8)]
    keys = await asyncio.gather(*(asyncio.to_thread(settings.signing_key) for settings in made))
    assert len({key.get_secret_value() for key in keys}) == 1
    assert len(keys[0].get_secret_value()) >= 64
    assert [path.name for path in home.iterdir()] == ["jwt-secret"]
    assert stat.S_IMODE((home / "jwt-secret").stat().st_mode) == 0o600
