"""Choose: the one table of the providers that a setting can name, each loaded once."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from chronos.errors import Invalid
from chronos.providers.choose_language_model import Access, find_language_model
from chronos.providers.embedding import Embedder
from chronos.providers.language import LanguageModel, RemoteModel
from chronos.providers.models import is_present, model_path
from chronos.providers.reranking import Reranker
from chronos.providers.speech import Transcriber

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Names:
    """The providers to load, by the names that the settings give them; `reranker` None: none.

    `language_models`: what creators may choose beside `language_model`.
    """

    transcriber: str
    embedder: str
    language_model: str
    reranker: str | None = None
    language_models: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Providers:
    """Each provider by a function that loads it at the first call, which takes seconds and blocks.

    Several threads may call at once. A call raises ProviderError when the model is missing or damaged. `are_installed`
    tells whether all model files and directories are there, without loading any. `language_models` has each that may be
    chosen, by its name; `language_model` is the one of a creator who chose none.
    """

    transcriber: Callable[[], Transcriber]
    embedder: Callable[[], Embedder]
    language_model: Callable[[], LanguageModel]
    language_models: Mapping[str, "Once[LanguageModel]"]
    reranker: Callable[[], Reranker | None]
    are_installed: Callable[[], bool]

    async def close(self) -> None:
        """Close the connections of what was loaded."""
        for model in self.language_models.values():
            for loaded in model.loaded:
                if isinstance(loaded, RemoteModel):
                    await loaded.close()


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """How to load a provider, from a directory, by name and with a number of threads; and its model files, if any."""

    load: Callable[[Path, str, int], T]
    pinned_model: str | None = None


# Implementations are heavy to import, so each is imported when it is loaded.


def _whisper(directory: Path, name: str, threads: int) -> Transcriber:
    from chronos.providers.speech.whisper import Whisper

    return Whisper(directory, name=name, threads=threads)


def _minilm(directory: Path, name: str, threads: int) -> Embedder:
    from chronos.providers.embedding.minilm import MiniLM

    return MiniLM(directory, threads=threads)


def _cross_encoder(directory: Path, name: str, threads: int) -> Reranker:
    from chronos.providers.reranking.cross_encoder import CrossEncoder

    return CrossEncoder(directory, name=name, threads=threads)


DIRECTORY = "DIR"  # in a name: the directory of a model that the operator provides
TRANSCRIBERS: Mapping[str, Choice[Transcriber]] = {
    "whisper:base": Choice(_whisper, "whisper-base"),
    "whisper:tiny.en": Choice(_whisper, "whisper-tiny.en"),
    "whisper:DIR": Choice(_whisper),
}
EMBEDDERS: Mapping[str, Choice[Embedder]] = {"minilm": Choice(_minilm, "minilm")}
RERANKERS: Mapping[str, Choice[Reranker]] = {
    "hub:ms-marco-minilm": Choice(_cross_encoder, "ms-marco-minilm"),
    "onnx:DIR": Choice(_cross_encoder),
}


def choose_providers(names: Names, home: Path, threads: int = 0, access: Access | None = None) -> Providers:
    """Find the providers that `names` name, without loading any; model files are in `home`, `threads` 0: one per core.

    Raises Invalid (setting_invalid) for an unknown name, with the known ones in its message, and for a missing key.
    """
    transcriber = _find(TRANSCRIBERS, "CHRONOS_TRANSCRIBER", names.transcriber)
    embedder = _find(EMBEDDERS, "CHRONOS_EMBEDDER", names.embedder)
    language_models = _find_language_models(names, access or Access())
    reranker = _find(RERANKERS, "CHRONOS_RERANKER", names.reranker) if names.reranker is not None else None
    needed = [found for found in (transcriber, embedder, reranker) if found]
    return Providers(
        transcriber=Once(lambda: transcriber.load(home, threads)),
        embedder=Once(lambda: embedder.load(home, threads)),
        language_model=language_models[names.language_model],
        language_models=language_models,
        reranker=Once(lambda: reranker.load(home, threads)) if reranker else lambda: None,
        are_installed=lambda: all(found.is_installed(home) for found in needed),
    )


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    choice: Choice[T]
    name: str
    directory: Path | None  # the operator's own
    unknown: Invalid

    def is_installed(self, home: Path) -> bool:
        if self.directory is not None:
            return self.directory.is_dir()
        return self.choice.pinned_model is None or is_present(home, self.choice.pinned_model)

    def load(self, home: Path, threads: int) -> T:
        if self.directory is not None and not self.directory.is_dir():
            raise self.unknown
        pinned = self.choice.pinned_model
        directory = model_path(home, pinned) if pinned is not None else self.directory or home
        return self.choice.load(directory, self.name, threads)


def _find(table: Mapping[str, Choice[T]], setting: str, name: str) -> _Found[T]:
    unknown = Invalid(f"{setting}={name} is not known; use {' or '.join(table)}.", code="setting_invalid")
    engine, _, directory = name.partition(":")
    own = f"{engine}:{DIRECTORY}"
    if name in table and name != own:
        return _Found(table[name], name, None, unknown)
    if directory and own in table:
        return _Found(table[own], name, Path(directory).expanduser(), unknown)
    raise unknown


def _find_language_models(names: Names, access: Access) -> "Mapping[str, Once[LanguageModel]]":
    wanted = dict.fromkeys(names.language_models, "CHRONOS_LANGUAGE_MODELS")
    wanted[names.language_model] = "CHRONOS_LANGUAGE_MODEL"
    return {name: Once(find_language_model(setting, name, access)) for name, setting in wanted.items()}


class Once(Generic[T]):
    """A function that loads at its first call, and returns the same then."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._lock = threading.Lock()  # per provider: loading one does not hold up another
        self.loaded: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self.loaded:
                self.loaded.append(self._load())
            return self.loaded[0]
