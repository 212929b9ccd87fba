"""The real model, from the files that every test run of this checkout shares."""

from pathlib import Path

import pytest

from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import model_path


@pytest.fixture(scope="session")
def minilm(models_home: Path) -> MiniLM:
    return MiniLM(model_path(models_home, "minilm"))
