"""Check that the files on disk have their pinned bytes."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chronos.errors import ProviderError
from chronos.providers.models.catalogue import CATALOGUE, Model, find_model

State = Literal["ready", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One line of `chronos models list`; `problem` explains a `state` that is not ready."""

    model: Model
    path: Path
    state: State
    problem: str | None = None


def models_directory(home: Path) -> Path:
    """Return the directory of all models in the data directory."""
    return home / "models"


def installed(home: Path) -> list[InstalledModel]:
    """List all known models with their state. Reads every byte: about 0.1 s for 100 MB."""
    return [_inspect(models_directory(home) / name, model) for name, model in CATALOGUE.items()]


def is_present(home: Path, name: str) -> bool:
    """Tell whether all files have their size, which is cheap enough for a readiness probe. Raises Invalid."""
    directory = models_directory(home) / find_model(name).name
    return all(
        (directory / file.name).is_file() and (directory / file.name).stat().st_size == file.size_bytes
        for file in find_model(name).files
    )


def verify(home: Path, name: str) -> None:
    """Read every byte. Raises ProviderError when one is missing or wrong, Invalid for an unknown name."""
    found = _inspect(models_directory(home) / name, find_model(name))
    if found.problem is not None:
        message = f"{found.problem} Run `chronos models install {name}`."
        if found.state == "missing":
            raise ProviderError(message, code="model_missing")
        raise ProviderError(message, code="model_damaged")


def model_path(home: Path, name: str) -> Path:
    """Check every byte of a model and return its directory: call it once per process, when loading.

    Raises ProviderError (`model_missing`, `model_damaged`), Invalid for an unknown name.
    """
    verify(home, name)
    return models_directory(home) / name


def first_fault(directory: Path, model: Model) -> str | None:
    """Describe the first file that is not as pinned, None when all are; `directory` exists."""
    for file in model.files:
        path = directory / file.name
        if not path.is_file():
            return f"{path} is missing."
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != file.sha256:
            return f"{path} is damaged: expected sha256 {file.sha256}, found {found}."
    return None


def _inspect(directory: Path, model: Model) -> InstalledModel:
    if not directory.is_dir():
        return InstalledModel(
            model, directory, "missing", f"The model {model.name} is not installed in {str(directory)!r}."
        )
    fault = first_fault(directory, model)
    return InstalledModel(model, directory, "ready" if fault is None else "damaged", fault)
