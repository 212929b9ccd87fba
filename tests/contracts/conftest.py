"""Every implementation that a contract is tested against."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chronos.providers.embedding import Embedder
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.models import install, model_path


def make_minilm(home: Path) -> Embedder:
    install(home, ["minilm"])
    return MiniLM(model_path(home, "minilm"))


EMBEDDERS: dict[str, Callable[[Path], Embedder]] = {"minilm": make_minilm}


@pytest.fixture(scope="session", params=sorted(EMBEDDERS))
def embedder(request: pytest.FixtureRequest, repository: Path) -> Embedder:
    """Each embedder in turn, with its model files in the checkout's own data directory."""
    return EMBEDDERS[request.param](repository / ".chronos")
