"""Every model is pinned, and pinned the same everywhere."""

import re
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.providers.models import (
    CATALOGUE,
    Directory,
    Hub,
    Model,
    ModelFile,
    Package,
    Packages,
    choose_sources,
    find_model,
    requirement_lines,
)


def test_the_requirements_file_says_what_the_catalogue_says(repository: Path) -> None:
    lines = (repository / "requirements" / "models.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins == [line for model in CATALOGUE.values() for line in requirement_lines(model.packages)]


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_pin_is_whole(model: Model) -> None:
    assert re.fullmatch("[0-9a-f]{40}", model.revision)
    assert model.licence
    assert all(bool(file.members) == bool(model.packages) for file in model.files)
    pins: list[ModelFile | Package] = [*model.files, *model.packages]
    for pinned in pins:
        assert re.fullmatch("[0-9a-f]{64}", pinned.sha256)
        assert pinned.size_bytes > 0


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"whisper-base, whisper-tiny.en, minilm"):
        find_model("../minilm")


def test_the_sources_that_a_setting_names(tmp_path: Path) -> None:
    assert [source.name for source in choose_sources()] == ["packages", "hub"]
    assert choose_sources("hub") == [Hub()]
    assert choose_sources("packages") == [Packages()]
    assert choose_sources(str(tmp_path)) == [Directory(tmp_path)]
