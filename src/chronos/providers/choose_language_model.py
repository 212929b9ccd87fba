"""Choose language models: what the operator's names stand for, and the keys that they need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from chronos.errors import Invalid
from chronos.providers.language import LanguageModel

ANTHROPIC, OPENAI = "anthropic", "openai"


@dataclass(frozen=True, slots=True)
class Access:
    """Keys and addresses of providers; an address of None is the provider's own."""

    anthropic_key: SecretStr | None = None
    anthropic_url: str | None = None
    openai_key: SecretStr | None = None
    openai_url: str | None = None


# Implementations are heavy to import, so each is imported when it is loaded.


def _extractive(model: str, access: Access) -> LanguageModel:
    from chronos.providers.language.extractive import Extractive

    return Extractive()


def _anthropic(model: str, access: Access) -> LanguageModel:
    from chronos.providers.language.anthropic import Anthropic

    assert access.anthropic_key is not None  # noqa: S101 - _require_key
    return Anthropic(model, access.anthropic_key, access.anthropic_url)


def _openai(model: str, access: Access) -> LanguageModel:
    from chronos.providers.language.openai_compatible import OpenAICompatible

    return OpenAICompatible(model, access.openai_key, access.openai_url)


LANGUAGE_MODELS: Mapping[str, Callable[[str, Access], LanguageModel]] = {
    "extractive": _extractive,
    "anthropic:MODEL": _anthropic,
    "openai:MODEL": _openai,
}


def find_language_model(setting: str, name: str, access: Access) -> Callable[[], LanguageModel]:
    """Return what loads the model `name`, without loading it.

    Raises Invalid (setting_invalid) for an unknown name, and for one whose key is missing.
    """
    engine, colon, model = name.partition(":")
    load = LANGUAGE_MODELS.get(f"{engine}:MODEL" if colon and model else name)
    if load is None or name in ("anthropic:MODEL", "openai:MODEL"):
        raise Invalid(f"{setting}={name} is not known; use {' or '.join(LANGUAGE_MODELS)}.", code="setting_invalid")
    if (engine == ANTHROPIC and access.anthropic_key is None) or (
        engine == OPENAI and access.openai_key is None and access.openai_url is None
    ):
        raise Invalid(f"{setting}={name} needs a key: set CHRONOS_{engine.upper()}_API_KEY.", code="setting_invalid")
    return lambda: load(model, access)


def is_paid(name: str, access: Access) -> bool:
    """Return whether calls of a model have a price: those of a provider, and none of one's own server without TLS."""
    engine = name.partition(":")[0]
    url = {ANTHROPIC: access.anthropic_url, OPENAI: access.openai_url}.get(engine, "http://")
    return url is None or not url.lower().startswith("http://")
