"""Sources of model files; `install` checks the bytes that they give."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from chronos.providers.models.catalogue import Model, ModelFile

BLOCK_BYTES = 1 << 20

Blocks = Iterator[bytes]


@dataclass(frozen=True, slots=True)
class ModelStep:
    """The progress of one model; `share` (0 to 1) is that of the step, `source` is set while fetching."""

    model: str
    what: Literal["waiting", "checking", "fetching", "ready"]
    share: float = 0.0
    source: str = ""


Progress = Callable[[ModelStep], None]


class SourceUnavailable(Exception):
    """This source does not have the model; another may."""


class WrongBytes(Exception):
    """This source gave other bytes than the pinned ones: installation stops, and a person decides."""


class ModelSource(Protocol):
    """Gives a model's files as streams of bytes."""

    @property
    def name(self) -> str:
        """Its name in messages."""
        ...

    def read(self, model: Model, scratch: Path, progress: Progress) -> Iterator[tuple[ModelFile, Blocks]]:
        """Yield every file of `model` with its bytes; read each to its end before the next.

        `scratch` is an empty directory that the caller removes. Raises SourceUnavailable, WrongBytes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory of the operator: that of the model, or one with a subdirectory for each model."""

    path: Path

    @property
    def name(self) -> str:
        """Its name in messages."""
        return str(self.path)

    def read(self, model: Model, scratch: Path, progress: Progress) -> Iterator[tuple[ModelFile, Blocks]]:
        """See ModelSource."""
        below = self.path / model.name
        root = below if below.is_dir() else self.path
        missing = [file.name for file in model.files if not (root / file.name).is_file()]
        if missing:
            raise SourceUnavailable(f"{root} does not contain {', '.join(missing)}")
        for number, file in enumerate(model.files):
            progress(ModelStep(model.name, "fetching", number / len(model.files), self.name))
            yield file, file_blocks(root / file.name)


def file_blocks(path: Path) -> Blocks:
    """Yield the bytes of a file. Raises SourceUnavailable when it cannot be read."""
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except OSError as error:
        raise SourceUnavailable(f"{path} cannot be read ({error.strerror})") from error


def one_line(error: object) -> str:
    """Return the message of another program, short enough to be part of ours."""
    return " ".join(str(error).split())[:200]
