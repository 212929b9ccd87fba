"""Settings: the only reader of the environment and of `.env`."""

import os
import secrets
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chronos.errors import Invalid

MIN_SECRET_BYTES = 32  # RFC 7518 §3.2: an HS256 key is at least as long as its digest


class Settings(BaseSettings):
    """Everything that an operator may set; every name begins with `CHRONOS_`. See docs/reference/settings.md."""

    model_config = SettingsConfigDict(
        env_prefix="CHRONOS_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(default=Path("~/.chronos"), description="Data directory.")
    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL ≥ 15 with pgvector ≥ 0.8; unset: the embedded server in the home."
    )
    storage_url: str | None = Field(
        default=None,
        description="Where bytes are kept: `s3://bucket/prefix`, or `s3://`; unset: `storage` in the home.",
    )
    jwt_secret: SecretStr | None = Field(
        default=None, description="Key that signs tokens (HS256, ≥ 32 bytes); unset: made once and kept in the home."
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="Where people reach the application; links begin with it."
    )
    embedder: str = Field(default="minilm", description="Model that turns texts into vectors.")
    transcriber: str = Field(default="whisper:base", description="Model that turns speech into words.")
    language_model: str = Field(default="extractive", description="What words the answers: `extractive` quotes.")
    reranker: str | None = Field(
        default=None, description="What reads the best passages once more: `onnx:DIR`, `hub:MODEL`; unset: nothing."
    )
    models_from: str | None = Field(
        default=None, description="Directory with model files, `hub`, or `packages`; unset: packages, then the hub."
    )
    import_from: str = Field(
        default="", description="Places that videos may be imported from although private: `host:port`, with commas."
    )
    threads: Annotated[int, Field(ge=0, description="Threads per model; 0: one per core.")] = 0

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value().encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"must be at least {MIN_SECRET_BYTES} bytes long")
        return secret

    @field_validator("import_from")
    @classmethod
    def _places(cls, text: str) -> str:
        _parse_places(text)
        return text

    @property
    def import_places(self) -> frozenset[tuple[str, int]]:
        """Hosts and ports of `import_from`."""
        return _parse_places(self.import_from)

    def signing_key(self) -> SecretStr:
        """The key that signs and checks our tokens; made on first use when none is set."""
        return self.jwt_secret or SecretStr(_kept_secret(self.home / "jwt-secret"))


def load_settings() -> Settings:
    """Settings from the environment and `.env`. Raises Invalid with every wrong name in one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        # Only names and reasons: the values may be secrets.
        wrong = "; ".join(f"CHRONOS_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise Invalid(f"A setting is wrong: {wrong}.", code="setting_invalid") from None


def _parse_places(text: str) -> frozenset[tuple[str, int]]:
    found = set()
    for place in filter(None, map(str.strip, text.split(","))):
        host, _, port = place.rpartition(":")
        if not host or not port.isdecimal():
            raise ValueError("must be like host:port, with commas between several")
        found.add((host.lower().strip("[]"), int(port)))
    return frozenset(found)


def _kept_secret(path: Path) -> str:
    """Read the secret in `path`, or make it so that two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # fails when another process was first: theirs counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
