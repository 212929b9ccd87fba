"""The real model files, installed once into the checkout's own data directory and shared by all test processes."""

from pathlib import Path

import pytest

from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path


@pytest.fixture(scope="session")
def models_home(repository: Path) -> Path:
    """A data directory with the model files of MiniLM in it."""
    home = repository / ".chronos"
    install(home, ["minilm"])
    return home


@pytest.fixture(scope="session")
def minilm(models_home: Path) -> MiniLM:
    return MiniLM(model_path(models_home, "minilm"))
