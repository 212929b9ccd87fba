"""Settings are checked when they are read; a signing key is made once."""

import asyncio
import re
import stat
from pathlib import Path

import pytest

from chronos.app import opened
from chronos.config import Settings, load_settings
from chronos.errors import Invalid

SECRET = "SECRET" * 5  # 30 bytes, of 32


def test_places_of_imports_are_hosts_with_ports(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, import_from=" Media.internal:8080 ,[::1]:80,, ", _env_file=None)
    assert settings.import_places == {("media.internal", 8080), ("::1", 80)}
    assert Settings(home=tmp_path, _env_file=None).import_places == frozenset()


NUMBER = "must be a whole number from 0 to 256"
ADDRESS = "must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
HTTPS = "must be an https address"
NONSENSE = {
    "home": (["/etc/passwd", "/etc/passwd/x", "/proc/x", "~nobody-of-this-name/x"], "must be a directory"),
    "database_url": (["nonsense", "mysql://SECRET@x/y", "SECRET=1", "postgresql://a:b@h:SECRET/d"], ADDRESS),
    "storage_url": (["nonsense", "ftp://x", "http://SECRET@x", "S3:/x", "/var/files"], "must be s3://BUCKET/PREFIX"),
    "jwt_secret": ([SECRET], "must be at least 32 bytes long"),
    "jwks_url": (["nonsense", "http://keys.example.com/x", "https://SECRET@x/y", "https://x/?a=SECRET"], HTTPS),
    "jwt_issuer": (["nonsense", "http://auth.example.com", "ftp://x"], HTTPS),
    "oidc_issuer": (["nonsense", "http://accounts.example.com", "https://x/#a"], HTTPS),
    "oidc_client_id": ([], ""),
    "oidc_client_secret": ([], ""),
    "smtp_url": (["nonsense", "smtp://", "http://x", "smtp://u@x", "smtp://u:SECRET@x?tls=off", "smtps://x?tls=off",
                  "smtp://x?tls=no", "smtp://x:99999", "smtp://x/path"], "must be smtps://USER"),
    "mail_from": (["nonsense", "a@b>", "Ada <a@b", "a@b, c@d", "a@b c@d"], "must be an e-mail address"),
    "whop_app_id": (["nonsense", "app_", "biz_x", "app_ x"], "must be an id that begins with app_"),
    "whop_client_secret": ([], ""),
    "whop_jwks_url": (["nonsense", "http://api.whop.com/x"], HTTPS),
    "whop_oauth_issuer": (["nonsense", "http://api.whop.com"], HTTPS),
    "whop_frame_origins": (["nonsense", "*", "https://*", "https://a.com/x", "https://a.com;", "https://a.com *"],
                           "must be origins such as"),
    "public_url": (["nonsense", "ftp://SECRET", "http://", "https://a b"], "must be an http or https address"),
    "embedder": (["nonsense", "openai:", "minilm:DIR"], "use minilm"),
    "transcriber": (["nonsense", "whisper", "whisper:"], "use whisper:base or whisper:tiny.en or whisper:DIR"),
    "language_model": (["nonsense", "anthropic", "openai:"], "use extractive"),
    "language_models": (["nonsense", "extractive,anthropic"], "use extractive"),
    "anthropic_api_key": ([], ""),
    "anthropic_base_url": (["nonsense", "ftp://x"], "must be an http or https address"),
    "openai_api_key": ([], ""),
    "openai_base_url": (["nonsense", "ftp://x"], "must be an http or https address"),
    "model_prices": (["nonsense", "a=1", "a=1/x", "=1/2", "a=1/-2", "a=1/2,b"], "write MODEL=INPUT/OUTPUT"),
    "reranker": (["nonsense", "hub:", "onnx"], "use hub:ms-marco-minilm or onnx:DIR"),
    "models_from": (["nonsense", "/nowhere", "/etc/passwd"], "must be hub, packages, or a directory"),
    "webhooks_to": (["nonsense", ":443", "SECRET:x", "a:0", "a:65536", "a:1,b"], "must be host:port"),
    "import_from": (["nonsense", ":80", "SECRET:x", "a:0", "a:65536", "a:1,b"], "must be host:port"),
    "trusted_proxies": (["nonsense", "10.0.0.0/33", "proxy.internal", "10.0.0.1:80"], "must be addresses or networks"),
    "whop_api_key": (["SECRET key", "SECRET\u00e9"], "must be the key as Whop shows it"),
    "whop_api_url": (["nonsense", "http://api.whop.com", "http://127.0.0.1.x.com", "ftp://SECRET"], "must begin with"),
    "whop_webhook_id": (["nonsense", "hook_", "hook_a/b"], "must be the id of a webhook"),
    "whop_webhook_secrets": (["SECRET", "ws_0123456789abcdef,SECRET", "ws_0123456789 abcdef"], "must be the secrets"),
    "whop_company_id": (["nonsense", "biz_", "biz_a/b", "prod_1"], "must be the id of a company"),
    "threads": (["nonsense", "-1", "1.5", "9999999", "257", "2 3", "0x10", "٣"], NUMBER),
}  # fmt: skip


def test_every_setting_has_nonsense_to_refuse() -> None:
    assert NONSENSE.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        pytest.param(name, value, may_be, id=f"{name} {value!a}")
        for name, (values, may_be) in NONSENSE.items()
        for value in [*values, *(["\udcff"] if name != "home" else [])]
    ],
)
async def test_an_invalid_setting_is_named_with_what_it_may_be_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, may_be: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHRONOS_HOME", str(tmp_path))
    monkeypatch.setenv(f"CHRONOS_{name.upper()}", value)
    with pytest.raises(Invalid) as caught:
        async with opened(load_settings()):
            pytest.fail("opened")
    sentence = str(caught.value)
    assert (caught.value.code, caught.value.exit_code) == ("setting_invalid", 2)
    assert re.match(rf"CHRONOS_{name.upper()}\b", sentence)
    assert may_be in sentence or (value == "\udcff" and "must be text in UTF-8" in sentence)
    assert "SECRET" not in re.sub(r"CHRONOS_[A-Z_]+", "", sentence)
    assert "Input should" not in sentence
    assert sentence.endswith(".")
    assert not (tmp_path / "postgres").exists()  # before a server is started


def test_all_invalid_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHRONOS_THREADS=many\nCHRONOS_PUBLIC_URL=here\n")
    with pytest.raises(Invalid, match=r"^CHRONOS_PUBLIC_URL must be .*; CHRONOS_THREADS must be .*\.$"):
        load_settings()


def test_a_file_that_is_not_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"CHRONOS_HOME=\xff\n")
    with pytest.raises(Invalid, match=r"The file \.env cannot be read"):
        load_settings()


def test_file_is_read_after_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHRONOS_HOME", str(tmp_path))
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
    assert "SECRET" not in re.sub(r"CHRONOS_[A-Z_]+", "", str(caught.value))


async def test_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = [Settings(home=home, _env_file=None) for _ in range(8)]
    keys = await asyncio.gather(*(asyncio.to_thread(settings.signing_key) for settings in made))
    assert len({key.get_secret_value() for key in keys}) == 1
    assert len(keys[0].get_secret_value()) >= 64
    assert [path.name for path in home.iterdir()] == ["jwt-secret"]
    assert stat.S_IMODE((home / "jwt-secret").stat().st_mode) == 0o600
