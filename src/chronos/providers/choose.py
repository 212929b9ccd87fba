"""Choose: the one table of the providers that a setting can name, each loaded once."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from chronos.errors import Invalid
from chronos.providers.embedding import Embedder
from chronos.providers.language import LanguageModel
from chronos.providers.models import is_present, model_path
from chronos.providers.reranking import Reranker
from chronos.providers.speech import Transcriber

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Names:
    """The providers to load, by the names that the settings give them; `reranker` None: none."""

    transcriber: str
    embedder: str
    language_model: str
    reranker: str | None = None


@dataclass(frozen=True, slots=True)
class Providers:
    """Each provider by a function that loads it at the first call, which takes seconds and blocks.

    Several threads may call at once. A call raises ProviderError when the model is missing or damaged. `are_installed`
    tells whether all model files and directories are there, without loading any.
    """

    transcriber: Callable[[], Transcriber]
    embedder: Callable[[], Embedder]
    language_model: Callable[[], LanguageModel]
    reranker: Callable[[], Reranker | None]
    are_installed: Callable[[], bool]


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


def _extractive(directory: Path, name: str, threads: int) -> LanguageModel:
    from chronos.providers.language.extractive import Extractive

    return Extractive()


DIRECTORY = "DIR"  # in a name: the directory of a model that the operator provides
TRANSCRIBERS: Mapping[str, Choice[Transcriber]] = {
    "whisper:base": Choice(_whisper, "whisper-base"),
    "whisper:tiny.en": Choice(_whisper, "whisper-tiny.en"),
    "whisper:DIR": Choice(_whisper),
}
EMBEDDERS: Mapping[str, Choice[Embedder]] = {"minilm": Choice(_minilm, "minilm")}
LANGUAGE_MODELS: Mapping[str, Choice[LanguageModel]] = {"extractive": Choice(_extractive)}
RERANKERS: Mapping[str, Choice[Reranker]] = {
    "hub:ms-marco-minilm": Choice(_cross_encoder, "ms-marco-minilm"),
    "onnx:DIR": Choice(_cross_encoder),
}


def choose_providers(names: Names, home: Path, threads: int = 0) -> Providers:
    """Find the providers that `names` name, without loading any; model files are in `home`, `threads` 0: one per core.

    Raises Invalid (setting_invalid) for an unknown name, with the known ones in its message.
    """
    transcriber = _find(TRANSCRIBERS, "CHRONOS_TRANSCRIBER", names.transcriber)
    embedder = _find(EMBEDDERS, "CHRONOS_EMBEDDER", names.embedder)
    language_model = _find(LANGUAGE_MODELS, "CHRONOS_LANGUAGE_MODEL", names.language_model)
    reranker = _find(RERANKERS, "CHRONOS_RERANKER", names.reranker) if names.reranker is not None else None
    needed = [found for found in (transcriber, embedder, language_model, reranker) if found]
    return Providers(
        transcriber=_once(lambda: transcriber.load(home, threads)),
        embedder=_once(lambda: embedder.load(home, threads)),
        language_model=_once(lambda: language_model.load(home, threads)),
        reranker=_once(lambda: reranker.load(home, threads)) if reranker else lambda: None,
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


def _once(load: Callable[[], T]) -> Callable[[], T]:
    lock = threading.Lock()  # per provider: loading one does not hold up another
    loaded: list[T] = []

    def get() -> T:
        with lock:
            if not loaded:
                loaded.append(load())
            return loaded[0]

    return get
