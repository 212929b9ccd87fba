"""Run a function in a process of its own: for large files that people bring.

Python runs one thread at a time, and one search in ten megabytes of text holds all others. The process has a low
priority, bounded memory and no environment, so that a hostile file costs no other request's time.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar, cast

from chronos.errors import ChronosError

MAX_BYTES = 2 * 1024**3  # of memory; numpy reserves a part of it that it never uses
MAX_SECONDS = 120  # of processor time
PRIORITY = 10  # as `nice` has it: a tenth of the processor while others want it

P = ParamSpec("P")
T = TypeVar("T")


class TakesTooMuchError(Exception):
    """The function needed more memory or time than any real file needs."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    kind: type[ChronosError]
    sentence: str
    code: str


def run_apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `function`, which stands in a module, returns; its ChronosError is raised here. Blocking.

    Raises TakesTooMuchError when it exceeds the limits, or has a bug, which is in the log.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", __name__],
        input=pickle.dumps((function, args, kwargs)),
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    if done.returncode != 0:
        raise TakesTooMuchError
    answer = pickle.loads(done.stdout)  # noqa: S301 - of our own program
    if isinstance(answer, _Refusal):
        raise answer.kind(answer.sentence, code=answer.code)
    return cast("T", answer)


def _serve() -> None:
    """Read a function with its arguments, and write what it returns."""
    os.nice(PRIORITY)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own program
    try:
        answer = function(*args, **kwargs)
    except ChronosError as error:
        answer = _Refusal(type(error), str(error), error.code)
    pickle.dump(answer, sys.stdout.buffer)


if __name__ == "__main__":
    from chronos.run_apart import _serve as serve  # the module that the caller names, not this one's copy

    serve()
