"""Model files arrive byte for byte or not at all."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.providers.models import Directory, ModelStep, install, install_model
from tests.processes import killed_at_the_end
from tests.providers.models.tiny import CONTENT, a_directory, a_model, flipped, nothing_but_the_lock, sha256
from tests.signals import hear_interrupts


@pytest.mark.parametrize("below", ["", "tiny"], ids=["the model's own", "one of several"])
def test_installs_from_a_directory(tmp_path: Path, below: str) -> None:
    a_directory(tmp_path / "given" / below)
    steps: list[ModelStep] = []
    target = install_model(tmp_path / "models", a_model(), [Directory(tmp_path / "given")], steps.append)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == CONTENT
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == [".lock", "tiny"]
    assert [step.what for step in (steps[0], steps[1], steps[-1])] == ["waiting", "checking", "ready"]
    assert all(0 <= step.share <= 1 for step in steps)


def test_installed_files_are_not_fetched_again(tmp_path: Path) -> None:
    install_model(tmp_path / "models", a_model(), [a_directory(tmp_path / "given")])
    assert install_model(tmp_path / "models", a_model(), []) == tmp_path / "models" / "tiny"


@pytest.mark.parametrize(
    "wrong",
    [flipped(CONTENT["weights.bin"]), CONTENT["weights.bin"][:-1], CONTENT["weights.bin"] + b"\0", b""],
    ids=["a flipped bit", "cut short", "a byte more", "empty"],
)
def test_a_wrong_byte_is_refused_and_nothing_is_left(tmp_path: Path, wrong: bytes) -> None:
    source = a_directory(tmp_path / "given", {**CONTENT, "weights.bin": wrong})
    right = a_directory(tmp_path / "right")
    with pytest.raises(ProviderError) as caught:
        install_model(tmp_path / "models", a_model(), [source, right])
    assert caught.value.code == "model_damaged"
    for said in (
        "weights.bin",
        sha256(CONTENT["weights.bin"]),
        sha256(wrong),
        str(source.path),
        "nothing was installed",
    ):
        assert said in str(caught.value)
    assert nothing_but_the_lock(tmp_path / "models")


def test_the_next_source_is_asked_when_one_does_not_have_it(tmp_path: Path) -> None:
    incomplete = a_directory(tmp_path / "incomplete", {"config.json": CONTENT["config.json"]})
    install_model(tmp_path / "models", a_model(), [incomplete, a_directory(tmp_path / "given")])
    assert (tmp_path / "models" / "tiny" / "weights.bin").read_bytes() == CONTENT["weights.bin"]


def test_no_source_has_it(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match=r"does not contain weights.bin, config.json") as caught:
        install_model(tmp_path / "models", a_model(), [Directory(tmp_path / "nowhere")])
    assert caught.value.code == "model_unavailable"
    assert nothing_but_the_lock(tmp_path / "models")


def test_a_damaged_model_is_replaced(tmp_path: Path) -> None:
    given = a_directory(tmp_path / "given")
    target = install_model(tmp_path / "models", a_model(), [given])
    (target / "weights.bin").write_bytes(flipped(CONTENT["weights.bin"]))
    install_model(tmp_path / "models", a_model(), [given])
    assert (target / "weights.bin").read_bytes() == CONTENT["weights.bin"]


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the data directory should be")
    with pytest.raises(ProviderError, match="CHRONOS_HOME") as caught:
        install(tmp_path / "home", ["minilm"], sources=[])
    assert caught.value.code == "model_not_written"


STUCK = """
import sys, threading
from pathlib import Path
from tests.providers.models.tiny import a_model
from chronos.providers.models import install_model

class Stuck:
    name = "stuck"
    def read(self, model, scratch, progress):
        def blocks():
            yield b"the first bytes"
            print("writing", flush=True)
            threading.Event().wait()
        yield model.files[0], blocks()

install_model(Path(sys.argv[1]), a_model(), [Stuck()])
"""

INSTALLER = """
import sys
from pathlib import Path
from tests.providers.models.tiny import a_model
from chronos.providers.models import Directory, install_model

install_model(Path(sys.argv[1]), a_model(), [Directory(Path(sys.argv[2]))])
"""


def run(program: str, repository: Path, *arguments: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True, preexec_fn=hear_interrupts)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_install_leaves_nothing_that_counts(tmp_path: Path, repository: Path, how: signal.Signals) -> None:
    models, given = tmp_path / "models", a_directory(tmp_path / "given")
    with killed_at_the_end(run(STUCK, repository, models)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(how)
        process.wait()
    assert not (models / "tiny").exists()
    install_model(models, a_model(), [given])
    assert sorted(path.name for path in models.iterdir()) == [".lock", "tiny"]


def test_two_installs_at_once(tmp_path: Path, repository: Path) -> None:
    a_directory(tmp_path / "given")
    both = [run(INSTALLER, repository, tmp_path / "models", tmp_path / "given") for _ in range(2)]
    for process in both:
        process.communicate()
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == [".lock", "tiny"]
    assert (tmp_path / "models" / "tiny" / "weights.bin").read_bytes() == CONTENT["weights.bin"]
