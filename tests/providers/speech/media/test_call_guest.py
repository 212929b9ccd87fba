"""A hostile file ends only its own guest, and is refused with one sentence."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chronos.errors import Invalid, ProviderError
from chronos.providers.speech.media import decode_sound, probe
from chronos.providers.speech.media.call_guest import Guests
from tests.media import record, tone
from tests.providers.speech.media.hear import refusal

# A process that forks guests with tasks of the test's own in place of FFmpeg's faults.
MISDEEDS = """
import ctypes, os, signal, socket, sys
from chronos.providers.speech.media.channel import BLOCK, send_frame
from chronos.providers.speech.media.guest import confine
from chronos.providers.speech.media.guest.serve_request import TASKS
from chronos.providers.speech.media.guest.fork_guests import fork_guests

def task(work):
    TASKS[work.__name__] = lambda descriptor, file, request: work(descriptor)
    return work

@task
def crash(descriptor): ctypes.string_at(1)
@task
def spin(descriptor):
    while True: pass
@task
def wait(descriptor): os.read(descriptor, 1)
@task
def swell(descriptor):
    held = []
    while True: held.append(bytes(1 << 26))
@task
def babble(descriptor): os.write(descriptor, b"\\xff" * 64)
@task
def report(descriptor):
    attempts = {
        "open": lambda: open("/etc/passwd"),
        "write": lambda: open("/tmp/x", "w"),
        "connect": lambda: socket.socket(),
        "fork": os.fork,
        "remove": lambda: os.unlink("/tmp/none"),
        "run": lambda: os.execv("/bin/true", ["true"]),
        "signal": lambda: os.kill(os.getppid(), 0),
        "passwords": lambda: os.environ["CHRONOS_DATABASE_URL"],
    }
    done = []
    for name, attempt in attempts.items():
        try: attempt()
        except (OSError, KeyError) as error: done.append(f"{name}: {type(error).__name__}")
        else: done.append(f"{name}: allowed")
    send_frame(descriptor, BLOCK, "\\n".join(done).encode())

confine.BASE_SECONDS = 1
fork_guests(socket.socket(fileno=int(sys.argv[1])))
"""


@pytest.fixture
def guests(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guests]:
    monkeypatch.setenv("CHRONOS_DATABASE_URL", "postgresql://user:secret@host/db")
    started = Guests([sys.executable, "-c", MISDEEDS], patience_seconds=6)
    yield started
    started.close()


def ask(guests: Guests, task: str) -> list[bytes]:
    return [payload for _, payload in guests.call(io.BytesIO(b"x" * 100), {"task": task, "track": None})]


@pytest.mark.skipif(sys.platform != "linux", reason="system calls are filtered on Linux")
def test_guest_has_no_file_no_network_and_no_passwords(guests: Guests) -> None:
    report = dict(line.split(": ") for line in ask(guests, "report")[0].decode().splitlines())
    refused = {"open", "write", "connect", "fork", "remove", "run", "signal", "passwords"}
    assert {name for name, answer in report.items() if answer != "allowed"} == refused


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        ("crash", "^The file crashes the decoder: "),
        ("spin", "uses more processor time"),
        ("swell", "needs more memory"),
        ("wait", "keeps the decoder busy"),
    ],
)
def test_misdeed_ends_its_own_guest_alone(guests: Guests, task: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        ask(guests, task)
    assert caught.value.code == "decoder_stopped"
    assert ask(guests, "report")


def test_babble_is_no_answer(guests: Guests) -> None:
    with pytest.raises((Invalid, ProviderError)):
        ask(guests, "babble")


def test_file_that_claims_endless_samples_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", [tone(2)])
    content = bytearray(path.read_bytes())
    many = (2_000_000_000).to_bytes(4)
    sizes, chunks, times = (content.index(name) + 8 for name in (b"stsz", b"stsc", b"stts"))
    content[sizes : sizes + 8] = (1).to_bytes(4) + many
    content[chunks + 8 : chunks + 12] = content[times + 4 : times + 8] = many
    path.write_bytes(content)
    assert refusal(path) in {"media_damaged", "media_empty", "decoder_stopped"}


def test_reading_may_end_early(tmp_path: Path) -> None:
    blocks = decode_sound(record(tmp_path / "x.wav", [tone(20)]))
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert probe(tmp_path / "x.wav").duration_seconds == 20
